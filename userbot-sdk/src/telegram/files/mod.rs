//! Files: up and down, piece by piece, in constant memory.
//!
//! Up: a [`FileSource`] gives bytes, [`PartPlan`] cuts them, [`Upload`] sends a few parts at once. Down: a
//! [`RemoteFile`] says what is wanted, [`RangePlan`] cuts it, [`Chunks`] asks for a few pieces at once, and
//! [`FileLink`] knows where the file is: it follows it to another data centre and into the delivery network,
//! renews an expired reference and checks sums. Every call goes through the policy.

mod cdn;
mod chunks;
mod http;
mod link;
mod mime;
mod plan;
mod remote;
mod source;
mod temp;
mod upload;

pub use chunks::Chunks;
pub use remote::RemoteFile;
pub use source::{FileSource, StreamSource};
pub use temp::TempFile;
pub use upload::{Upload, Uploaded};

pub(crate) use mime::mime_type;

/// Says how far an upload or a download is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// How many bytes are done.
    pub done: u64,
    /// How many there are in all, when that is known.
    pub total: Option<u64>,
}

impl Progress {
    /// Returns how much of it is done, 0 to 100, when that is known.
    pub fn percent(&self) -> Option<u8> {
        let total = self.total?;
        if total == 0 {
            return Some(100);
        }
        let percent = u128::from(self.done) * 100 / u128::from(total);
        u8::try_from(percent.min(100)).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percents() {
        let at = |done, total| Progress { done, total }.percent();
        assert_eq!(at(1, None), None);
        assert_eq!(at(0, Some(0)), Some(100));
        assert_eq!(at(1, Some(3)), Some(33));
        assert_eq!(at(u64::MAX, Some(1)), Some(100));
    }
}
