//! Messages on standard input and output. A message that cannot be read is answered and passed over, as JSON-RPC has
//! it; nothing but the protocol is written.

use std::io::{self, BufRead, Read, Write};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, bounded, select, unbounded};
use lsp_server::{Connection, Message};
use serde_json::{Value, json};

/// A message above this many bytes is none: the largest page has three million.
const LARGEST: usize = 256 << 20;

/// The threads that read and write.
pub(super) struct Threads {
    writer: JoinHandle<()>,
}

impl Threads {
    /// Waits until everything is written; not for the reader, who may wait for a client for ever.
    pub(super) fn finish(self) {
        let until = Instant::now() + Duration::from_secs(2);
        while !self.writer.is_finished() && Instant::now() < until {
            thread::sleep(Duration::from_millis(2));
        }
    }
}

pub(super) fn stdio() -> io::Result<(Connection, Threads)> {
    let (to_server, receiver) = bounded::<Message>(64);
    let (sender, from_server) = unbounded::<Message>();
    let (refuse, refused) = unbounded::<Value>();
    thread::Builder::new()
        .name("reader".into())
        .spawn(move || read_all(&mut io::stdin().lock(), &to_server, &refuse))?;
    let writer = thread::Builder::new()
        .name("writer".into())
        .spawn(move || write_all(&mut io::stdout().lock(), &from_server, &refused))?;
    Ok((Connection { sender, receiver }, Threads { writer }))
}

/// Hands over what is read until the client goes, or says what cannot be framed.
fn read_all(input: &mut dyn BufRead, to_server: &Sender<Message>, refuse: &Sender<Value>) {
    while let Ok(Some(body)) = frame(input) {
        match message(&body) {
            Ok(message) => {
                let is_exit =
                    matches!(&message, Message::Notification(notification) if notification.method == "exit");
                if to_server.send(message).is_err() || is_exit {
                    return;
                }
            }
            Err(answer) => {
                if refuse.send(answer).is_err() {
                    return;
                }
            }
        }
    }
}

/// What a body says, or the answer to one that says nothing.
fn message(body: &[u8]) -> Result<Message, Value> {
    let error = |id: Value, code: i32, words: &str| json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code, "message": words } });
    let value: Value = serde_json::from_slice(body)
        .map_err(|wrong| error(Value::Null, -32700, &format!("no JSON: {wrong}")))?;
    let id = value.get("id").filter(|id| id.is_i64() || id.is_string()).cloned().unwrap_or(Value::Null);
    if value
        .get("params")
        .is_some_and(|params| !params.is_object() && !params.is_array() && !params.is_null())
    {
        return Err(error(id, -32600, "`params` is neither an object nor a list"));
    }
    // What has an id and no method is an answer, and an answer is not answered.
    serde_json::from_value(value).map_err(|_| error(id, -32600, "no message of the protocol"))
}

/// The next body; `None` at the end.
fn frame(mut input: &mut dyn BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut length = None;
    loop {
        let mut line = Vec::new();
        if Read::take(&mut input, 4096).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let line = line.trim_ascii();
        if line.is_empty() {
            match length {
                Some(length) => break read(input, length).map(Some),
                // Lines before a header are noise.
                None => continue,
            }
        }
        let Some((name, value)) = std::str::from_utf8(line).ok().and_then(|line| line.split_once(':')) else {
            continue;
        };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse::<usize>().ok().filter(|length| *length <= LARGEST);
        }
    }
}

fn read(mut input: &mut dyn BufRead, length: usize) -> io::Result<Vec<u8>> {
    let mut body = Vec::with_capacity(length.min(1 << 20));
    Read::take(&mut input, length as u64).read_to_end(&mut body)?;
    if body.len() == length { Ok(body) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// Writes until nobody has anything more to say, or nobody listens.
fn write_all(output: &mut dyn Write, from_server: &Receiver<Message>, refused: &Receiver<Value>) {
    let mut refused = Some(refused);
    let never = crossbeam_channel::never();
    loop {
        select! {
            recv(from_server) -> message => match message {
                Ok(message) => {
                    if message.write(&mut &mut *output).is_err() {
                        return;
                    }
                }
                Err(_) => return,
            },
            recv(refused.unwrap_or(&never)) -> answer => match answer {
                Ok(answer) => {
                    let body = answer.to_string();
                    if write!(output, "Content-Length: {}\r\n\r\n{body}", body.len()).is_err()
                        || output.flush().is_err()
                    {
                        return;
                    }
                }
                Err(_) => refused = None,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(mut input: &[u8]) -> Vec<String> {
        let mut all = Vec::new();
        while let Ok(Some(body)) = frame(&mut input) {
            all.push(String::from_utf8_lossy(&body).into_owned());
        }
        all
    }

    #[test]
    fn noise_between_messages_is_passed_over() {
        let input = b"noise\r\n\r\nContent-Length: 2\r\nContent-Type: x\r\n\r\n{}content-length:3\n\n[1]";
        assert_eq!(frames(input), ["{}", "[1]"]);
        assert_eq!(frames(b"Content-Length: 9\r\n\r\n{}"), [] as [&str; 0]);
        assert_eq!(frames(b"Content-Length: 99999999999999999999\r\n\r\n{}"), [] as [&str; 0]);
    }

    #[test]
    fn what_is_no_message_is_answered() {
        let code = |body: &str| {
            message(body.as_bytes())
                .map(|_| 0)
                .unwrap_or_else(|answer| answer["error"]["code"].as_i64().expect("an error has a code"))
        };
        assert_eq!(code("{"), -32700);
        assert_eq!(code("[]"), -32600);
        assert_eq!(code("{\"id\":1,\"method\":\"x\",\"params\":3}"), -32600);
        assert_eq!(code("{\"id\":1,\"method\":\"x\"}"), 0);
    }
}
