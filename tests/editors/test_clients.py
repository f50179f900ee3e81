"""The server over standard input and output, for clients that announce what real editors do.

What pytest-lsp has recorded of them; Visual Studio Code once more with what it has learnt since: to ask for diagnostics, and
to be told when to ask again.
"""

import asyncio
import os
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types as lsp
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities, make_test_lsp_client

PATIENCE = 30
CLIENTS = ["neovim", "visual_studio_code", "visual_studio_code that asks", "emacs"]
LINK = "translation/changed-link"
LOST = "drift/passage-missing"


def make() -> LanguageClient:
    client = make_test_lsp_client()
    client.registered = []

    @client.feature(lsp.CLIENT_REGISTER_CAPABILITY)
    def register(client: LanguageClient, params: lsp.RegistrationParams) -> None:
        client.registered += [registration.method for registration in params.registrations]

    @client.feature(lsp.WORKSPACE_CODE_LENS_REFRESH)
    def lenses(_client: LanguageClient, _: None) -> None:
        pass

    return client


@pytest_lsp.fixture(
    params=CLIENTS,
    config=ClientServerConfig([os.environ["PARALINT"], "server"], client_factory=make),
)
async def greeted(request, lsp_client: LanguageClient, pages: Path):
    name, *newer = request.param.split(" ", 1)
    capabilities = client_capabilities(name)
    if newer:
        capabilities.text_document.diagnostic = lsp.DiagnosticClientCapabilities(
            dynamic_registration=True, related_document_support=False)
        capabilities.workspace.diagnostics = lsp.DiagnosticWorkspaceClientCapabilities(refresh_support=True)
    folder = lsp.WorkspaceFolder(uri=pages.as_uri(), name="pages")
    greeting = lsp.InitializeParams(
        capabilities=capabilities, workspace_folders=[folder], root_uri=pages.as_uri(), process_id=os.getpid())
    answer = await lsp_client.initialize_session(greeting)
    lsp_client.greeting = capabilities, answer, pages
    yield
    await lsp_client.shutdown_session()
    assert lsp_client.error is None, lsp_client.error


@pytest.fixture
def editor(greeted: LanguageClient) -> "Editor":
    return Editor(greeted, *greeted.greeting)


class Editor:
    """A client as people have it: texts that are open, and what is shown on them."""

    def __init__(self, client: LanguageClient, capabilities: lsp.ClientCapabilities, answer: lsp.InitializeResult,
                 folder: Path) -> None:
        self.client, self.capabilities, self.answer, self.folder = client, capabilities, answer, folder
        self.encoding = answer.capabilities.position_encoding or "utf-16"
        self.asks = answer.capabilities.diagnostic_provider is not None
        self.texts: dict[str, tuple[int, str]] = {}

    def uri(self, page: str) -> str:
        return (self.folder / page).as_uri()

    def open(self, page: str) -> str:
        text = (self.folder / page).read_text("utf-8")
        self.texts[page] = 1, text
        item = lsp.TextDocumentItem(uri=self.uri(page), language_id="markdown", version=1, text=text)
        self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(text_document=item))
        return text

    def replace(self, page: str, old: str, new: str) -> None:
        """Types over some words."""
        version, text = self.texts[page]
        change = lsp.TextDocumentContentChangePartial(range=self.range(text, old), text=new)
        self.texts[page] = version + 1, text.replace(old, new, 1)
        self.client.text_document_did_change(lsp.DidChangeTextDocumentParams(
            text_document=lsp.VersionedTextDocumentIdentifier(uri=self.uri(page), version=version + 1),
            content_changes=[change]))

    async def shown(self, page: str, is_it=lambda codes: True) -> list[lsp.Diagnostic]:
        """The diagnostics of a page, once they are as wanted."""
        items: list[lsp.Diagnostic] = []
        for _ in range(PATIENCE * 20):
            if self.asks:
                params = lsp.DocumentDiagnosticParams(text_document=self.at(page))
                items = (await self.client.text_document_diagnostic_async(params)).items
            else:
                items = list(self.client.diagnostics.get(self.uri(page), []))
            if (self.asks or self.uri(page) in self.client.diagnostics) and is_it({item.code for item in items}):
                return items
            await asyncio.sleep(0.05)
        raise AssertionError(f"never as wanted: {items}")

    def at(self, page: str) -> lsp.TextDocumentIdentifier:
        return lsp.TextDocumentIdentifier(uri=self.uri(page))

    def width(self, text: str) -> int:
        return len(text.encode({"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}[self.encoding])) // {
            "utf-8": 1, "utf-16": 2, "utf-32": 4}[self.encoding]

    def position(self, text: str, at: int) -> lsp.Position:
        line = text.count("\n", 0, at)
        return lsp.Position(line=line, character=self.width(text[text.rfind("\n", 0, at) + 1:at]))

    def range(self, text: str, words: str) -> lsp.Range:
        at = text.index(words)
        return lsp.Range(start=self.position(text, at), end=self.position(text, at + len(words)))

    def offset(self, text: str, position: lsp.Position) -> int:
        start = sum(len(line) for line in text.splitlines(keepends=True)[:position.line])
        at = start
        while self.width(text[start:at]) < position.character:
            at += 1
        return at

    def edited(self, page: str, edit: lsp.WorkspaceEdit) -> str:
        """A page with an edit made."""
        version, text = self.texts[page]
        if edit.document_changes:
            assert self.capabilities.workspace.workspace_edit.document_changes
            (change,) = edit.document_changes
            assert change.text_document.uri == self.uri(page) and change.text_document.version == version
            edits = change.edits
        else:
            edits = edit.changes[self.uri(page)]
        for edit in sorted(edits, key=lambda edit: (edit.range.start.line, edit.range.start.character), reverse=True):
            start, end = self.offset(text, edit.range.start), self.offset(text, edit.range.end)
            text = text[:start] + edit.new_text + text[end:]
        return text


KO, JA, DE = "ko-kr/berths.md", "ja-jp/berths.md", "de-de/berths.md"


@pytest.mark.asyncio
async def test_greeting(editor: Editor):
    """Bytes where they are offered; who can ask for diagnostics and be told when to ask again is offered them."""
    offered = editor.capabilities.general.position_encodings
    assert editor.encoding == ("utf-8" if offered else "utf-16")
    can_ask = editor.capabilities.text_document.diagnostic is not None
    can_be_told = editor.capabilities.workspace.diagnostics is not None
    assert (can_ask and can_be_told) <= editor.asks <= can_ask
    assert editor.answer.server_info.name == "paralint"


@pytest.mark.asyncio
async def test_diagnostics_stand_where_they_belong(editor: Editor):
    for page, words in ((KO, "[부두](https://harbor.example/quey)"), (JA, "[岸壁](https://harbor.example/quey)")):
        text = editor.open(page)
        items = await editor.shown(page, lambda codes: LINK in codes)
        (item,) = [item for item in items if item.code == LINK]
        assert item.range == editor.range(text, words), item
        assert item.source == "paralint" and item.severity == lsp.DiagnosticSeverity.Error
        assert not item.related_information or editor.capabilities.text_document.publish_diagnostics.related_information
    if editor.asks:
        assert editor.client.diagnostics == {}, "asked for and sent"


@pytest.mark.asyncio
async def test_a_fix_is_made(editor: Editor):
    text = editor.open(KO)
    items = await editor.shown(KO, lambda codes: "front-matter/misspelt-key" in codes)
    (item,) = [item for item in items if item.code == "front-matter/misspelt-key"]
    params = lsp.CodeActionParams(
        text_document=editor.at(KO), range=item.range,
        context=lsp.CodeActionContext(diagnostics=[item], only=[lsp.CodeActionKind.QuickFix]))
    actions = await editor.client.text_document_code_action_async(params)
    (fix,) = [action for action in actions if action.is_preferred]
    if fix.edit is None:
        assert "edit" in editor.capabilities.text_document.code_action.resolve_support.properties
        fix = await editor.client.code_action_resolve_async(fix)
    assert editor.edited(KO, fix.edit) == text.replace("Author:", "author:")
    editor.replace(KO, "Author:", "author:")
    await editor.shown(KO, lambda codes: "front-matter/misspelt-key" not in codes)


@pytest.mark.asyncio
async def test_both_languages(editor: Editor):
    text = editor.open(KO)
    await editor.shown(KO, lambda codes: LINK in codes)
    at = editor.range(text, "정오까지").start
    said = ""
    # The other pages may still be on their way.
    for _ in range(PATIENCE * 20):
        hover = await editor.client.text_document_hover_async(lsp.HoverParams(text_document=editor.at(KO), position=at))
        said = hover.contents.value
        if "ja-jp" in said:
            break
        await asyncio.sleep(0.05)
    assert "wait at the" in said and "**ja-jp**" in said and "岸壁" in said and "**de-de**" in said, said
    found = await editor.client.text_document_definition_async(
        lsp.DefinitionParams(text_document=editor.at(KO), position=at))
    place = found[0] if isinstance(found, list) else found
    place = place.target_range if isinstance(place, lsp.LocationLink) else place.range
    assert place == editor.range(text, "Boats 🚢 wait at the [quay](https://harbor.example/quay) until noon.")
    twins = await editor.client.text_document_implementation_async(
        lsp.ImplementationParams(text_document=editor.at(KO), position=at))
    assert sorted(twin.uri for twin in twins) == [editor.uri(DE), editor.uri(JA)]
    german = (editor.folder / DE).read_text("utf-8")
    (twin,) = [twin for twin in twins if twin.uri == editor.uri(DE)]
    assert twin.range == editor.range(german, "Boote 🚢 warten bis Mittag am [Kai](https://harbor.example/quay).")


@pytest.mark.asyncio
async def test_an_edit_changes_what_is_shown_on_its_twin(editor: Editor):
    if editor.asks and editor.capabilities.workspace.diagnostics is None:
        pytest.skip("asks, but cannot be told to ask again: test_neovim.py has what editors/README.md sets for it")
    text = editor.open(KO)
    editor.open(JA)
    await editor.shown(JA, lambda codes: LOST in codes)
    editor.client.diagnostics.pop(editor.uri(JA), None)
    # Without the passage here, too, the other page is no older than this one.
    start = text.index(' <span data-ttu-id="4c0de-104">')
    passage = text[start:text.index("\n", start)]
    for new, is_lost in (("", False), (passage, True)):
        refreshes = editor.client.diagnostic_refresh_count
        edge = '\n\n<span data-ttu-id="4c0de-105">'
        editor.replace(KO, (passage if not new else "") + edge, new + edge)
        await editor.shown(KO, lambda codes: ("side-by-side/id-gap" in codes) != is_lost)
        if editor.asks:
            # It asks for what it has edited, and for the rest where it is told to.
            await until(lambda: editor.client.diagnostic_refresh_count > refreshes, "nobody told it to ask again")
        await editor.shown(JA, lambda codes: (LOST in codes) == is_lost)


async def until(is_so, else_what: str) -> None:
    for _ in range(PATIENCE * 20):
        if is_so():
            return
        await asyncio.sleep(0.05)
    raise AssertionError(else_what)
