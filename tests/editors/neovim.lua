-- A real Neovim, without a screen: what people see and do, on the pages beside this script.
--
--     nvim --headless --clean -l neovim.lua PAGES CONFIGURATION
--
-- CONFIGURATION is a file with what editors/README.md says; PARALINT is on the PATH.

local pages, configuration = arg[1], arg[2]
local PATIENCE = 20000

local function wait(what, is_so)
  local ok = vim.wait(PATIENCE, is_so, 20)
  assert(ok, what .. ": " .. vim.inspect(vim.diagnostic.get(0)))
end

local function open(page)
  vim.cmd.edit(vim.fn.fnameescape(pages .. "/" .. page))
  return vim.api.nvim_get_current_buf()
end

local function codes(buffer)
  local all = {}
  for _, one in ipairs(vim.diagnostic.get(buffer)) do
    all[one.code] = one
  end
  return all
end

local function words(buffer, one)
  return vim.api.nvim_buf_get_text(buffer, one.lnum, one.col, one.end_lnum, one.end_col, {})[1]
end

local function place(buffer, text)
  for at, line in ipairs(vim.api.nvim_buf_get_lines(buffer, 0, -1, false)) do
    local column = line:find(text, 1, true)
    if column then
      return at, column
    end
  end
  error(text .. " is not there")
end

local function go(buffer, text)
  local line, column = place(buffer, text)
  vim.api.nvim_win_set_cursor(0, { line, column - 1 })
end

-- Which cells of the screen are drawn as what is underlined: what they hold, and how many there are.
local function underlined(one)
  vim.cmd.redraw()
  local first = vim.fn.screenpos(0, one.lnum + 1, one.col + 1)
  local plain = vim.fn.screenpos(0, one.lnum + 1, 1)
  local unmarked = vim.fn.screenattr(plain.row, plain.col)
  local marked = vim.fn.screenattr(first.row, first.col)
  assert(marked ~= unmarked, "nothing is drawn where the words begin")
  local cells, row, column = {}, first.row, first.col
  while vim.fn.screenattr(row, column) == marked do
    cells[#cells + 1] = vim.fn.screenstring(row, column)
    column = column + 1
    if column > vim.o.columns then
      row, column = row + 1, 1
    end
  end
  assert(vim.fn.screenattr(first.row, first.col - 1) ~= marked, "it begins before the words")
  return table.concat(cells), #cells
end

local done = {}
local function did(what)
  done[#done + 1] = what
end

local function main()
  dofile(configuration)
  vim.cmd("filetype on")
  -- Nothing but the words of a finding is drawn otherwise than the rest.
  vim.cmd("syntax off")
  vim.diagnostic.config({ signs = false })

  local ko = open("ko-kr/berths.md")
  wait("no server", function()
    return #vim.lsp.get_clients({ bufnr = ko }) == 1
  end)
  local client = vim.lsp.get_clients({ bufnr = ko })[1]
  assert(client.name == "paralint" and client.offset_encoding == "utf-8", client.offset_encoding)
  assert(client.root_dir == pages, client.root_dir)
  did("attach")

  for _, there in ipairs({
    { page = "ko-kr/berths.md", link = "[부두](https://harbor.example/quey)" },
    { page = "ja-jp/berths.md", link = "[岸壁](https://harbor.example/quey)" },
  }) do
    local buffer = open(there.page)
    wait("no finding on " .. there.page, function()
      return codes(buffer)["translation/changed-link"] ~= nil
    end)
    local one = codes(buffer)["translation/changed-link"]
    pcall(vim.treesitter.stop, buffer)
    assert(words(buffer, one) == there.link, words(buffer, one))
    -- The ship before it is four bytes, two columns of the protocol's own, one code point, and two cells.
    local cells, count = underlined(one)
    assert(cells == there.link and count == vim.fn.strdisplaywidth(there.link), cells .. " in " .. count .. " cells")
  end
  did("diagnostics in the right cells")

  open("ko-kr/berths.md")
  go(ko, "정오까지")
  local said
  wait("no words", function()
    local answer = client:request_sync("textDocument/hover", vim.lsp.util.make_position_params(0, "utf-8"), PATIENCE, ko)
    said = answer.result and answer.result.contents.value or ""
    return said:find("岸壁", 1, true) ~= nil
  end)
  assert(said:find("wait at the", 1, true) and said:find("**de-de**", 1, true), said)
  vim.lsp.buf.hover()
  local float
  wait("no window with words", function()
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(window).relative ~= "" then
        float = window
      end
    end
    return float ~= nil
  end)
  local shown = table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(float), 0, -1, false), "\n")
  assert(shown:find("岸壁", 1, true), shown)
  vim.api.nvim_win_close(float, true)
  did("hover")

  go(ko, "Author")
  vim.lsp.buf.code_action({
    apply = true,
    filter = function(action)
      return action.isPreferred
    end,
  })
  wait("the fix is not made", function()
    return vim.api.nvim_buf_get_lines(ko, 2, 3, false)[1] == "author: mira-holt"
  end)
  wait("it is still reported", function()
    return codes(ko)["front-matter/misspelt-key"] == nil
  end)
  did("fix")

  go(ko, "정오까지")
  vim.lsp.buf.definition()
  local line, column = place(ko, "Boats 🚢 wait at the [quay]")
  wait("no way to the source", function()
    local at = vim.api.nvim_win_get_cursor(0)
    return at[1] == line and at[2] == column - 1
  end)
  go(ko, "정오까지")
  vim.lsp.buf.implementation({
    on_list = function(list)
      vim.fn.setqflist({}, " ", list)
      for at, item in ipairs(list.items) do
        if item.filename:find("ja-jp", 1, true) then
          vim.cmd("cc " .. at)
        end
      end
    end,
  })
  wait("no way to the twin", function()
    return vim.api.nvim_buf_get_name(0) == pages .. "/ja-jp/berths.md"
  end)
  local ja = vim.api.nvim_get_current_buf()
  line, column = place(ja, "船 🚢 は正午まで")
  local at = vim.api.nvim_win_get_cursor(0)
  assert(at[1] == line and at[2] == column - 1, vim.inspect(at))
  did("twin")

  -- Both are seen; one is edited.
  vim.cmd.split(vim.fn.fnameescape(pages .. "/ko-kr/berths.md"))
  assert(vim.api.nvim_get_current_buf() == ko)
  local function is_lost()
    return codes(ja)["drift/passage-missing"] ~= nil
  end
  wait("the passage is not missed", is_lost)
  line, column = place(ko, ' <span data-ttu-id="4c0de-104">')
  local text = vim.api.nvim_buf_get_lines(ko, line - 1, line, false)[1]
  vim.api.nvim_buf_set_lines(ko, line - 1, line, false, { text:sub(1, column - 1) })
  wait("the twin still says what is not so", function()
    return not is_lost()
  end)
  vim.api.nvim_buf_set_lines(ko, line - 1, line, false, { text })
  wait("the twin does not say what is so", is_lost)
  did("an edit changes its twin")

  -- It leaves when it is told to.
  client:stop()
  wait("the server stays", function()
    return client:is_stopped()
  end)
  did("leave")
end

local ok, problem = xpcall(main, debug.traceback)
io.stdout:write(table.concat(done, "\n"), "\n")
if not ok then
  io.stderr:write(problem, "\n")
end
vim.cmd(ok and "qall!" or "cquit! 1")
