//! The questions of a login, in the terminal.

use std::io::{self, BufRead, IsTerminal, Write};
use std::thread;

use async_trait::async_trait;
use secrecy::SecretString;

use super::qr;
use crate::telegram::login::{Language, LoginError, Notice, Prompt, Question};

/// Asks in the terminal. Passwords are not shown while they are typed.
#[derive(Debug, Clone, Copy, Default)]
pub struct TerminalPrompt {
    language: Language,
}

impl TerminalPrompt {
    /// Makes a prompt in a language.
    pub fn new(language: Language) -> Self {
        Self { language }
    }

    /// Makes a prompt in the language of the system: Russian or English.
    pub fn from_env() -> Self {
        let locale = super::say::locale();
        Self::new(Language::of_locale(locale.as_deref().unwrap_or_default()))
    }
}

#[async_trait]
impl Prompt for TerminalPrompt {
    async fn ask(&self, question: &Question) -> Result<SecretString, LoginError> {
        let (text, secret) = (question.text(self.language), question.is_secret());
        match ask(text, secret).await {
            Ok(answer) => Ok(answer.into()),
            Err(_) => Err(LoginError::Cancelled),
        }
    }

    async fn tell(&self, notice: &Notice) {
        let mut output = io::stderr();
        if let Notice::ScanQr { link, .. } = notice
            && let Some(code) = qr::draw(link.as_str(), output.is_terminal())
        {
            let _ = write!(output, "\n{code}");
        }
        // Nobody to read it is no reason to stop the login.
        let _ = writeln!(output, "{}", notice.text(self.language));
    }
}

/// Asks on the terminal, or reads a line when the input is a file or a pipe.
///
/// It reads on a thread of its own, not on one of the runtime's: a runtime waits for its threads
/// when it ends, so that Ctrl-C at a question would do nothing until somebody presses Enter.
pub(super) async fn ask(question: String, secret: bool) -> io::Result<String> {
    let (sender, answer) = tokio::sync::oneshot::channel();
    thread::Builder::new()
        .name("prompt".to_owned())
        .spawn(move || {
            // Nobody waits for the answer any more when a signal came first.
            let _ = sender.send(read(&question, secret));
        })?;
    answer
        .await
        .unwrap_or_else(|_| Err(io::ErrorKind::Interrupted.into()))
}

fn read(question: &str, secret: bool) -> io::Result<String> {
    if secret && io::stdin().is_terminal() {
        return rpassword::prompt_password(question);
    }
    let mut output = io::stderr();
    write!(output, "{question}")?;
    output.flush()?;
    let mut line = String::new();
    if io::stdin().lock().read_line(&mut line)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let line = line.trim_end_matches(['\r', '\n']);
    // Spaces belong to a password, but not to anything else.
    Ok(if secret {
        line.to_owned()
    } else {
        line.trim().to_owned()
    })
}
