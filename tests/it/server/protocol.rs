//! What the protocol asks of a server, whatever the client says: an answer to each request, in its form, and no end
//! before the client leaves.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use paralint::lsp::End;
use serde_json::{Value, json};

use super::Client;
use super::client::{pages, uri};

const INVALID_REQUEST: i32 = -32600;
const METHOD_NOT_FOUND: i32 = -32601;
const INVALID_PARAMS: i32 = -32602;
const NOT_INITIALIZED: i32 = -32002;
const CANCELLED: i32 = -32800;

#[test]
fn nothing_is_answered_before_the_greeting() {
    let mut client = Client::silent();
    client.tell("textDocument/didOpen", json!({}));
    assert_eq!(client.ask("textDocument/hover", json!({})), Err(NOT_INITIALIZED));
    let answer = client.ask("initialize", json!({ "capabilities": {} })).expect("a greeting");
    assert_eq!(answer["capabilities"]["positionEncoding"], "utf-16");
    assert_eq!(answer["capabilities"]["diagnosticProvider"], Value::Null);
    client.tell("initialized", json!({}));
    assert_eq!(client.ask("initialize", json!({ "capabilities": {} })), Err(INVALID_REQUEST));
    assert_eq!(client.leave(), End::Orderly);
}

#[test]
fn what_is_not_understood_is_said() {
    let folder = super::handbook();
    let mut client = Client::new(&[folder.path()], super::pulls(), Value::Null);
    assert_eq!(client.ask("textDocument/rename", json!({})), Err(METHOD_NOT_FOUND));
    assert_eq!(client.ask("$/unknown", json!({})), Err(METHOD_NOT_FOUND));
    for method in ["textDocument/hover", "textDocument/diagnostic", "workspace/diagnostic"] {
        assert_eq!(client.ask(method, json!([])), Err(INVALID_PARAMS), "{method}");
        assert_eq!(client.ask(method, json!({ "textDocument": 3 })), Err(INVALID_PARAMS), "{method}");
    }
    let page = pages(folder.path()).remove(0);
    client.open_file(&page);
    let document = json!({ "uri": uri(&page) });
    for position in [Value::Null, json!({ "line": -1, "character": 0 }), json!("here")] {
        let params = json!({ "textDocument": document, "position": position });
        assert_eq!(client.ask("textDocument/hover", params), Err(INVALID_PARAMS), "{position}");
    }
    // Notifications are never answered, and do no harm.
    for method in ["textDocument/didOpen", "textDocument/didChange", "workspace/didChangeWatchedFiles", "$/x"]
    {
        for params in [Value::Null, json!({}), json!([]), json!({ "textDocument": { "uri": 4 } })] {
            client.tell(method, params);
        }
    }
    // A change of what is not open, a place that is none, and one that is far away.
    client.change(&folder.path().join("nowhere.md"), 2, json!([{ "text": "x" }]));
    let far = json!({ "start": { "line": 99999, "character": 99999 }, "end": { "line": 0, "character": 0 } });
    client.change(&page, 2, json!([{ "range": far, "text": "more" }]));
    // It goes to the end: from there back to the beginning nothing is left.
    assert_eq!(client.pull(&page), Vec::<Value>::new());
    let far = json!({ "line": 4_000_000_000_u32, "character": 4_000_000_000_u32 });
    let params = json!({ "textDocument": document, "position": far });
    assert_eq!(client.ask("textDocument/hover", params), Ok(Value::Null));
    // What is no file, and what is no page.
    let elsewhere = json!({ "textDocument": { "uri": "untitled:Untitled-1" } });
    assert!(client.ask("textDocument/diagnostic", elsewhere).is_ok());
    assert_eq!(client.leave(), End::Orderly);
}

#[test]
fn a_request_after_goodbye_is_refused() {
    let mut client = Client::new(&[], super::pulls(), Value::Null);
    assert_eq!(client.ask("shutdown", Value::Null), Ok(Value::Null));
    assert_eq!(client.ask("textDocument/hover", json!({})), Err(INVALID_REQUEST));
    assert_eq!(client.ask("shutdown", Value::Null), Err(INVALID_REQUEST));
    client.tell("exit", Value::Null);
    assert_eq!(client.end(), End::Orderly);
}

#[test]
fn who_leaves_without_goodbye_ends_it_all_the_same() {
    let mut client = Client::new(&[], super::pulls(), Value::Null);
    client.tell("exit", Value::Null);
    assert_eq!(client.end(), End::Abrupt);
    let folder = super::handbook();
    let mut client = Client::new(&[folder.path()], super::pulls(), Value::Null);
    client.send("workspace/diagnostic", json!({ "previousResultIds": [] }));
    assert_eq!(client.die(), End::Abrupt);
}

#[test]
fn what_is_cancelled_is_answered_as_such() {
    let folder = super::handbook();
    let mut client = Client::new(&[folder.path()], super::pulls(), Value::Null);
    let known = client.ask("workspace/diagnostic", json!({ "previousResultIds": [] })).expect("all pages");
    let known: Vec<Value> = known["items"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|item| json!({ "uri": item["uri"], "value": item["resultId"] }))
        .collect();
    assert!(!known.is_empty());
    // Nothing is new, so this waits, until it is cancelled.
    let id = client.send("workspace/diagnostic", json!({ "previousResultIds": known }));
    client.tell("$/cancelRequest", json!({ "id": 3 }));
    client.tell("$/cancelRequest", json!({ "id": "never asked" }));
    assert_eq!(client.answer(&id), Err(CANCELLED));
    assert_eq!(client.leave(), End::Orderly);
}

/// The program itself, on its standard input and output.
struct Program {
    child: Child,
    output: BufReader<std::process::ChildStdout>,
}

impl Program {
    fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_paralint"))
            .args(["server", "--stdio"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program was built");
        let output = BufReader::new(child.stdout.take().expect("it was asked for"));
        Self { child, output }
    }

    fn raw(&mut self, bytes: &[u8]) {
        self.child.stdin.as_mut().expect("it is open").write_all(bytes).expect("it listens");
    }

    fn send(&mut self, body: &str) {
        self.raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    fn read(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert!(self.output.read_line(&mut line).expect("it is text") > 0, "the program is gone");
            match line.trim_end() {
                "" => break,
                line => {
                    let (name, value) =
                        line.split_once(": ").unwrap_or_else(|| panic!("`{line}` is no header"));
                    assert!(name == "Content-Length", "`{line}` is not the protocol");
                    length = value.parse().expect("a number");
                }
            }
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body).expect("a whole message");
        serde_json::from_slice(&body).expect("JSON")
    }

    /// The answer to a request; what the program says by itself is passed over.
    fn answer(&mut self, id: &Value) -> Value {
        loop {
            let message = self.read();
            if message.get("method").is_none() && message["id"] == *id {
                return message;
            }
        }
    }

    /// How it ends, before long; it has said nothing but the protocol.
    fn end(mut self) -> (Option<i32>, String) {
        drop(self.child.stdin.take());
        let until = Instant::now() + Duration::from_secs(20);
        while self.child.try_wait().expect("it runs").is_none() {
            assert!(Instant::now() < until, "it hangs");
            std::thread::sleep(Duration::from_millis(10));
        }
        let mut rest = String::new();
        self.output.read_to_string(&mut rest).expect("text");
        for line in rest.split("\r\n") {
            assert!(
                line.is_empty() || line.starts_with("Content-Length: ") || line.starts_with('{'),
                "{line}"
            );
        }
        let mut errors = String::new();
        self.child.stderr.take().expect("it was asked for").read_to_string(&mut errors).expect("text");
        (self.child.wait().expect("it ended").code(), errors)
    }
}

#[test]
fn the_program_speaks_the_protocol_and_nothing_else() {
    let mut program = Program::start();
    program.send(
        r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"capabilities":{}}}"#,
    );
    assert_eq!(program.answer(&json!(1))["result"]["serverInfo"]["name"], "paralint");
    program.send(r#"{"jsonrpc":"2.0","method":"initialized","params":{}}"#);
    // What is no JSON, no message, and no text; and noise between.
    program.send("{");
    assert_eq!(program.answer(&Value::Null)["error"]["code"], -32700);
    program.send("[1, 2]");
    assert_eq!(program.answer(&Value::Null)["error"]["code"], INVALID_REQUEST);
    program.send(r#"{"jsonrpc":"2.0","id":7,"method":"shutdown","params":"now"}"#);
    assert_eq!(program.answer(&json!(7))["error"]["code"], INVALID_REQUEST);
    program.raw(b"Content-Length: 2\r\n\r\n\xff\xfe");
    assert_eq!(program.answer(&Value::Null)["error"]["code"], -32700);
    program.raw(b"noise\r\nContent-Type: x\r\n\r\n");
    program.send(r#"{"jsonrpc":"2.0","id":"a","method":"no/such"}"#);
    assert_eq!(program.answer(&json!("a"))["error"]["code"], METHOD_NOT_FOUND);
    program.send(r#"{"jsonrpc":"2.0","id":9,"method":"shutdown"}"#);
    assert_eq!(program.answer(&json!(9))["result"], Value::Null);
    program.send(r#"{"jsonrpc":"2.0","method":"exit"}"#);
    assert_eq!(program.end(), (Some(0), String::new()));
}

#[test]
fn the_program_ends_with_its_client() {
    let mut program = Program::start();
    program.send(
        r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"capabilities":{}}}"#,
    );
    program.answer(&json!(1));
    // In the middle of a message.
    program.raw(b"Content-Length: 100\r\n\r\n{\"jsonrpc\"");
    assert_eq!(program.end(), (Some(1), String::new()));
    assert_eq!(Program::start().end(), (Some(1), String::new()));
}
