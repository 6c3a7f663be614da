//! What a voice note says, by a speech service of your choice.
//!
//! The service is any that speaks the wide-spread protocol `audio/transcriptions`: the sound as a file of a form, and JSON with a
//! `text` back. Servers that run on your own machine, such as those around whisper, do so.

use userbot_sdk::prelude::*;
use userbot_sdk::telegram::{Media, MediaKind};

/// The longest voice note that is taken: 20 MB, which is hours.
const MOST_SOUND: u64 = 20 << 20;
/// The longest answer of a service that is read.
const MOST_ANSWER: u64 = 1 << 20;

/// Writes down what voice notes say.
#[derive(Module, Debug, Default)]
#[module(doc(ru = "Записывает, что говорится в голосовых сообщениях."))]
pub struct VoiceToText {
    service: std::sync::Mutex<Service>,
}

/// Where the speech service is.
#[derive(Clone)]
struct Service {
    url: String,
    key: String,
    model: String,
}

impl Default for Service {
    /// Takes `VOICE_TO_TEXT_URL`, `VOICE_TO_TEXT_KEY` and `VOICE_TO_TEXT_MODEL`.
    fn default() -> Self {
        let variable = |name| std::env::var(name).unwrap_or_default();
        let model = Some(variable("VOICE_TO_TEXT_MODEL")).filter(|model| !model.is_empty());
        Self {
            url: variable("VOICE_TO_TEXT_URL"),
            key: variable("VOICE_TO_TEXT_KEY"),
            model: model.unwrap_or_else(|| "whisper-1".to_owned()),
        }
    }
}

impl std::fmt::Debug for Service {
    /// Leaves the key out.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Service")
            .field("url", &self.url)
            .field("model", &self.model)
            .finish_non_exhaustive()
    }
}

#[handlers]
impl VoiceToText {
    /// Writes down the voice note or round video that you reply to.
    #[command(
        alias = "stt",
        doc(ru = "Записывает голосовое сообщение, на которое вы отвечаете.")
    )]
    async fn text(&self, ctx: &Context) -> Result<()> {
        let service = self.service()?;
        if service.url.is_empty() {
            return Err(Error::user(
                "Set VOICE_TO_TEXT_URL to the address of a speech service, or say it with .speech",
            ));
        }
        let replied = ctx.replied().await?;
        let media = replied.media().filter(is_speech);
        let Some(media) = media else {
            return Err(Error::user("Reply to a voice note."));
        };
        let command = ctx.message()?;
        let working = command.answer("Listening…").await?;
        let sound = replied.download(MOST_SOUND).await?;
        let text = match service.transcribe(ctx, &media, &sound).await {
            Ok(text) => text,
            Err(error) => return Err(Error::user(format!("The speech service failed: {error}"))),
        };
        let text = text.trim();
        if text.is_empty() {
            working.answer("🔇 There is nothing to hear.").await?;
        } else {
            working.answer(Outgoing::text(format!("🗣 {text}"))).await?;
        }
        Ok(())
    }

    /// Sets the address of the speech service until the bot is started again.
    #[command(doc(ru = "Задаёт адрес речевого сервиса до перезапуска бота."))]
    async fn speech(&self, ctx: &Context, address: Raw) -> Result<()> {
        let address = address.as_str().trim().to_owned();
        self.service
            .lock()
            .map_err(|_| Error::msg("the service is not known"))?
            .url = address;
        ctx.answer("That service is asked from now on.").await
    }
}

impl VoiceToText {
    fn service(&self) -> Result<Service> {
        let service = self.service.lock();
        let service = service.map_err(|_| Error::msg("the service is not known"))?;
        Ok(service.clone())
    }
}

fn is_speech(media: &Media) -> bool {
    matches!(
        media.kind(),
        MediaKind::Voice | MediaKind::VideoNote | MediaKind::Audio
    )
}

impl Service {
    async fn transcribe(&self, ctx: &Context, media: &Media, sound: &[u8]) -> Result<String> {
        let http = ctx.client().http()?;
        let name = media.file_name_or_default();
        let mime = media.mime_type().unwrap_or("audio/ogg");
        let (kind, body) = form(&self.model, &name, mime, sound);
        let mut request = http.post(&self.url).header("content-type", kind).body(body);
        if !self.key.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.key));
        }
        let answer = http.fetch(request, MOST_ANSWER).await?;
        let answer: serde_json::Value =
            serde_json::from_slice(&answer).map_err(|_| Error::msg("its answer is no JSON"))?;
        match answer.get("text").and_then(serde_json::Value::as_str) {
            Some(text) => Ok(text.to_owned()),
            None => Err(Error::msg("its answer has no text in it")),
        }
    }
}

/// Makes the form that the service takes: its content type and its body.
fn form(model: &str, name: &str, mime: &str, sound: &[u8]) -> (String, Vec<u8>) {
    // A mark that does not stand in the sound: one more letter until it is so.
    let mut mark = "userbot".to_owned();
    while sound
        .windows(mark.len())
        .any(|part| part == mark.as_bytes())
    {
        mark.push('x');
    }
    // What somebody else called the file must not end the header.
    let clean = |text: &str| text.replace(['"', '\r', '\n', '\\'], "_");
    let mut body = Vec::with_capacity(sound.len() + 512);
    for (field, value) in [("model", model), ("response_format", "json")] {
        let part = format!(
            "--{mark}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{}\r\n",
            clean(value)
        );
        body.extend_from_slice(part.as_bytes());
    }
    let part = format!(
        "--{mark}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{}\"\r\nContent-Type: {}\r\n\r\n",
        clean(name),
        clean(mime)
    );
    body.extend_from_slice(part.as_bytes());
    body.extend_from_slice(sound);
    body.extend_from_slice(format!("\r\n--{mark}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={mark}"), body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_holds_the_sound_and_no_foreign_header() {
        let (kind, body) = form("m", "a\"\r\nX: y", "audio/ogg", b"..userbot..");
        assert_eq!(kind, "multipart/form-data; boundary=userbotx");
        let text = String::from_utf8_lossy(&body);
        assert!(text.contains("filename=\"a___X: y\""), "{text}");
        assert!(text.ends_with("..userbot..\r\n--userbotx--\r\n"), "{text}");
    }
}
