//! Files from the web.

use crate::telegram::{CallError, Client};

#[cfg(not(feature = "http"))]
pub(super) use off::{Body, open};
#[cfg(feature = "http")]
pub(super) use on::{Body, open};

#[cfg(feature = "http")]
mod on {
    use std::io;

    use reqwest::header;

    use super::{CallError, Client};
    use crate::telegram::client::failed;

    /// Is what an address answers, while it is read.
    pub(in super::super) struct Body {
        response: reqwest::Response,
        /// Bytes that came and are not taken yet.
        rest: Vec<u8>,
        left: Option<u64>,
    }

    /// Asks for an address.
    pub(in super::super) async fn open(client: &Client, url: &str) -> Result<Body, CallError> {
        let _busy = client.activity().busy();
        let response = client
            .http()?
            .get(url)
            .send()
            .await
            .and_then(reqwest::Response::error_for_status)
            .map_err(failed)?;
        // What is packed on the way has another size than what comes out.
        let left = response.content_length();
        Ok(Body {
            response,
            rest: Vec::new(),
            left,
        })
    }

    impl Body {
        pub(in super::super) fn size(&self) -> Option<u64> {
            self.response.content_length()
        }

        pub(in super::super) fn mime(&self) -> Option<String> {
            let value = self.response.headers().get(header::CONTENT_TYPE)?;
            let mime = value.to_str().ok()?.split(';').next()?.trim();
            mime.contains('/').then(|| mime.to_owned())
        }

        /// Returns the next `wanted` bytes; fewer only at the end.
        pub(in super::super) async fn fill(
            &mut self,
            client: &Client,
            wanted: usize,
        ) -> Result<Vec<u8>, CallError> {
            let _busy = client.activity().busy();
            while self.rest.len() < wanted {
                match self.response.chunk().await.map_err(failed)? {
                    Some(chunk) => self.rest.extend_from_slice(&chunk),
                    None => break,
                }
            }
            let rest = self.rest.split_off(wanted.min(self.rest.len()));
            let part = std::mem::replace(&mut self.rest, rest);
            if let Some(left) = &mut self.left {
                *left = left.saturating_sub(part.len() as u64);
                if part.len() < wanted && *left > 0 {
                    return Err(CallError::File {
                        what: "the address".to_owned(),
                        source: io::ErrorKind::UnexpectedEof.into(),
                    });
                }
            }
            Ok(part)
        }
    }
}

#[cfg(not(feature = "http"))]
mod off {
    use super::{CallError, Client};

    /// Is never made: without the feature no address is opened.
    pub(in super::super) enum Body {}

    pub(in super::super) async fn open(_: &Client, _: &str) -> Result<Body, CallError> {
        Err(CallError::InvalidInput(
            "files from the web need the feature `http` of userbot-sdk".to_owned(),
        ))
    }

    impl Body {
        pub(in super::super) fn size(&self) -> Option<u64> {
            match *self {}
        }

        pub(in super::super) fn mime(&self) -> Option<String> {
            match *self {}
        }

        #[expect(
            clippy::unused_async,
            reason = "the same shape as with the feature `http`"
        )]
        pub(in super::super) async fn fill(
            &mut self,
            _: &Client,
            _: usize,
        ) -> Result<Vec<u8>, CallError> {
            match *self {}
        }
    }
}
