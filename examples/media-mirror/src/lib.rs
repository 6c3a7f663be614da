//! Files through the bot without a stop: from the web into a chat, and from a chat to the disk.
//!
//! Neither way is a file in memory as a whole, so a film of two gigabytes needs no more than a picture.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard};

use userbot_sdk::prelude::*;
use userbot_sdk::telegram::FileSource;

/// Copies files from the web into chats, and from chats to the disk.
#[derive(Module, Debug)]
#[module(doc(ru = "Копирует файлы из сети в чаты и из чатов на диск."))]
pub struct MediaMirror {
    /// Where files from chats are kept: `MEDIA_MIRROR_FOLDER`, or `mirror` where the bot was started.
    folder: Mutex<PathBuf>,
}

impl Default for MediaMirror {
    fn default() -> Self {
        let folder = std::env::var_os("MEDIA_MIRROR_FOLDER").unwrap_or_else(|| "mirror".into());
        Self {
            folder: Mutex::new(folder.into()),
        }
    }
}

#[handlers]
impl MediaMirror {
    /// Sends the file behind an address into this chat.
    #[command(doc(ru = "Отправляет файл по адресу в этот чат."))]
    async fn mirror(&self, ctx: &Context, address: Raw) -> Result<()> {
        let address = address.as_str().trim();
        if !address.starts_with("http://") && !address.starts_with("https://") {
            return Err(Error::user("Tell me an address that begins with https://"));
        }
        let command = ctx.message()?;
        let working = command.answer("Copying…").await?;
        let name = file_name(address).unwrap_or_else(|| "file".to_owned());
        let file = Outgoing::text(name.clone()).document(name, FileSource::url(address));
        match working.answer(file).await {
            Ok(_) => Ok(()),
            Err(error) => Err(Error::user(format!("It cannot be copied: {error}"))),
        }
    }

    /// Says in which folder files are kept until the bot is started again.
    #[command(
        name = "keepin",
        doc(ru = "Задаёт папку для файлов до перезапуска бота.")
    )]
    async fn keep_in(&self, ctx: &Context, folder: Raw) -> Result<()> {
        let folder = PathBuf::from(folder.as_str().trim());
        make_folder(&folder)?;
        *self.folder()? = folder;
        ctx.answer("Files are kept there from now on.").await
    }

    /// Keeps the file of the message that you reply to on the disk, and goes on with one that was interrupted.
    #[command(doc(ru = "Сохраняет файл сообщения, на которое вы отвечаете, на диск."))]
    async fn keep(&self, ctx: &Context) -> Result<()> {
        let replied = ctx.replied().await?;
        let Ok(file) = replied.file() else {
            return Err(Error::user("There is no file in that message."));
        };
        let name = file_name(&file.media().file_name_or_default());
        let name = name.unwrap_or_else(|| "file".to_owned());
        // Two files may have the same name; the number of the message tells them apart.
        let folder = self.folder()?.clone();
        make_folder(&folder)?;
        let path = folder.join(format!("{}-{name}", replied.id()));
        let size = file.resume_to(&path).await?;
        let shown = escape(path.display().to_string());
        ctx.answer(format!("Kept {size} bytes in <code>{shown}</code>"))
            .await
    }
}

impl MediaMirror {
    fn folder(&self) -> Result<MutexGuard<'_, PathBuf>> {
        self.folder
            .lock()
            .map_err(|_| Error::msg("the folder is not known"))
    }
}

/// Takes the last part of a path or an address: what other people call a file must not lead out of the folder.
fn file_name(name: &str) -> Option<String> {
    let name = name.split(['?', '#']).next()?;
    let name = name.rsplit(['/', '\\']).next()?;
    let name: String = name.chars().filter(|c| !c.is_control()).take(100).collect();
    (!name.trim_matches('.').is_empty()).then_some(name)
}

fn make_folder(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)
        .map_err(|error| Error::user(format!("The folder cannot be made: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leads_out_of_the_folder() {
        let name = |name: &str| file_name(name);
        assert_eq!(
            name("https://a.org/x/film.mkv?a=/b").as_deref(),
            Some("film.mkv")
        );
        assert_eq!(name("../../etc/passwd").as_deref(), Some("passwd"));
        assert_eq!(name("..\\..\\boot.ini").as_deref(), Some("boot.ini"));
        assert_eq!(name(".."), None);
        assert_eq!(name("https://a.org/"), None);
    }
}
