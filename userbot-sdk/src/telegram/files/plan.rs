//! How a file is cut, up and down. Nothing here talks to anybody.
//!
//! The rules are Telegram's, <https://core.telegram.org/api/files>.

/// The largest piece, up and down. Telegram allows a megabyte down, but the client library's buffers do not.
pub(crate) const PART: usize = 512 * 1024;
/// Files up to this size are uploaded in the way of small ones, with a checksum.
pub(crate) const SMALL: u64 = 10 * 1024 * 1024;

const KB: u64 = 1024;
const MB: u64 = 1024 * KB;
/// How many parts a file may have, without Telegram Premium and with it.
const PARTS: u64 = 4000;
const PREMIUM_PARTS: u64 = 8000;

/// Says how an upload is cut into parts: all have one size, but the last may be smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PartPlan {
    /// The size of a part, in bytes.
    pub(crate) part: usize,
    /// How many parts there are; `None` while the size is not known.
    pub(crate) total: Option<i32>,
    /// Whether they are sent in the way of big files.
    pub(crate) big: bool,
    /// How many parts there may be.
    pub(crate) most: i32,
}

impl PartPlan {
    /// Plans a file of a known size; `Err` is the largest size that is possible.
    pub(crate) fn known(size: u64, premium: bool) -> Result<Self, u64> {
        let most = if premium { PREMIUM_PARTS } else { PARTS };
        // Smaller parts for smaller files: more of them are on the way at once, and less is repeated.
        let part = match size {
            0..=104_857_600 => 128 * KB,
            104_857_601..=786_432_000 => 256 * KB,
            _ => PART as u64,
        };
        let total = size.div_ceil(part);
        match (i32::try_from(total), usize::try_from(part)) {
            (Ok(count), Ok(part)) if total <= most => Ok(Self {
                part,
                total: Some(count),
                big: size > SMALL,
                most: i32::try_from(most).unwrap_or(i32::MAX),
            }),
            _ => Err(most * PART as u64),
        }
    }

    /// Plans a file of which only its reader knows where it ends.
    pub(crate) fn unknown(premium: bool) -> Self {
        let most = if premium { PREMIUM_PARTS } else { PARTS };
        Self {
            part: PART,
            total: None,
            big: true,
            most: i32::try_from(most).unwrap_or(i32::MAX),
        }
    }

    /// Returns the largest file that this plan takes.
    pub(crate) fn most_bytes(&self) -> u64 {
        u64::try_from(self.most).unwrap_or(0) * self.part as u64
    }
}

/// Is one piece to ask for, and the bytes of it that are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Range {
    /// Where the request begins.
    pub(crate) offset: u64,
    /// How many bytes it asks for.
    pub(crate) limit: u32,
    /// Whether it needs the finer alignment.
    pub(crate) precise: bool,
    /// How many bytes at its beginning are not wanted.
    pub(crate) skip: usize,
    /// How many bytes after those are wanted.
    pub(crate) take: usize,
}

impl Range {
    /// Cuts what is wanted out of what came; `true` says that the file ends here.
    pub(crate) fn cut(&self, mut bytes: Vec<u8>) -> (Vec<u8>, bool) {
        let short = bytes.len() < self.limit as usize;
        bytes.truncate(self.skip.saturating_add(self.take));
        bytes.drain(..self.skip.min(bytes.len()));
        (bytes, short)
    }
}

/// Cuts a stretch of a file into pieces that Telegram gives out, in order.
///
/// Most are half a megabyte, at a multiple of it. The first and the last piece of a stretch that begins or ends
/// elsewhere are asked for precisely, in kilobytes. No piece crosses the border of a megabyte.
#[derive(Debug, Clone)]
pub(crate) struct RangePlan {
    next: u64,
    end: u64,
}

impl RangePlan {
    /// Plans the bytes from `start` up to `end`; `u64::MAX` is the unknown end of the file.
    pub(crate) fn new(start: u64, end: u64) -> Self {
        Self { next: start, end }
    }
}

impl Iterator for RangePlan {
    type Item = Range;

    fn next(&mut self) -> Option<Range> {
        // Offsets are signed numbers in the schema.
        if self.next >= self.end || self.next > i64::MAX.unsigned_abs() - MB {
            return None;
        }
        let part = PART as u64;
        let border = (self.next / part + 1) * part;
        let until = border.min(self.end);
        let aligned = self.next.is_multiple_of(part);
        // A whole piece costs no more than one that is cut at the end of the file, and most files end there.
        let (offset, limit, precise) = if aligned {
            (self.next, part, false)
        } else {
            let offset = self.next / KB * KB;
            (offset, until.div_ceil(KB) * KB - offset, true)
        };
        let skip = usize::try_from(self.next - offset).unwrap_or(0);
        let take = usize::try_from(until - self.next).unwrap_or(0);
        self.next = until;
        Some(Range {
            offset,
            limit: u32::try_from(limit).unwrap_or(u32::MAX),
            precise,
            skip,
            take,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const GB: u64 = 1024 * MB;

    /// Sizes of all magnitudes, and those around the borders of the rules.
    fn any_size() -> impl Strategy<Value = u64> {
        let borders = prop::sample::select(vec![
            0,
            1,
            KB,
            128 * KB,
            512 * KB,
            MB,
            SMALL,
            100 * MB,
            750 * MB,
            4000 * 512 * KB,
            8000 * 512 * KB,
        ]);
        prop_oneof![
            0..=4 * GB,
            0..=MB,
            (0..=4 * GB).prop_map(|size| size >> (size % 32)),
            (borders, 0..=2_u64).prop_map(|(border, near)| (border + near).saturating_sub(1)),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn parts_are_as_telegram_wants_them(size in any_size(), premium in any::<bool>()) {
            let most = if premium { 8000 } else { 4000_u64 };
            match PartPlan::known(size, premium) {
                Err(limit) => {
                    prop_assert_eq!(limit, most * 512 * KB);
                    prop_assert!(size > limit);
                }
                Ok(plan) => {
                    let part = plan.part as u64;
                    let total = u64::try_from(plan.total.unwrap()).unwrap();
                    prop_assert!(part.is_multiple_of(KB) && (512 * KB).is_multiple_of(part));
                    prop_assert!(total <= most);
                    prop_assert_eq!(plan.big, size > 10 * MB);
                    // All parts but the last are full, and the last one is not empty.
                    prop_assert!(total * part >= size);
                    prop_assert!(size == 0 || (total - 1) * part < size);
                }
            }
        }

        #[test]
        fn ranges_are_as_telegram_gives_them(size in any_size(), from in any_size(), length in any_size()) {
            let start = from.min(size);
            let end = start.saturating_add(length).min(size);
            // Whole gigabytes have thousands of pieces: the beginning and the end are looked at.
            let mut at = start;
            let mut seen = 0_u64;
            for range in RangePlan::new(start, end) {
                let (offset, limit) = (range.offset, u64::from(range.limit));
                let step = if range.precise { KB } else { 4 * KB };
                prop_assert!(limit > 0 && offset.is_multiple_of(step) && limit.is_multiple_of(step));
                prop_assert!(limit <= MB && (range.precise || MB.is_multiple_of(limit)));
                prop_assert_eq!(offset / MB, (offset + limit - 1) / MB);
                // It asks for what comes next, and for what is inside of it.
                prop_assert_eq!(offset + range.skip as u64, at);
                prop_assert!(range.take > 0 && range.skip as u64 + range.take as u64 <= limit);
                at += range.take as u64;
                seen += 1;
            }
            prop_assert_eq!(at, end);
            prop_assert!(seen <= (end - start) / (512 * KB) + 2);
        }

    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_cut_is_what_was_wanted(size in 0..3_000_000_u64, start in 0..3_000_000_u64, length in 0..3_000_000_u64) {
            let byte = |at: u64| (at % 251) as u8;
            let end = start.saturating_add(length).min(size);
            let mut joined = Vec::new();
            for range in RangePlan::new(start, end) {
                let until = (range.offset + u64::from(range.limit)).min(size);
                let (bytes, short) = range.cut((range.offset..until).map(byte).collect());
                prop_assert_eq!(short, until == size && until < range.offset + u64::from(range.limit));
                joined.extend(bytes);
            }
            prop_assert_eq!(joined, (start..end.max(start)).map(byte).collect::<Vec<_>>());
        }
    }

    #[test]
    fn an_unknown_end_is_planned_for_ever() {
        let pieces: Vec<Range> = RangePlan::new(5, u64::MAX).take(3).collect();
        assert_eq!(
            pieces[0],
            Range {
                offset: 0,
                limit: 512 * 1024,
                precise: true,
                skip: 5,
                take: PART - 5
            }
        );
        assert_eq!(pieces[2].offset, 2 * PART as u64);
        assert!(!pieces[2].precise);
        assert_eq!(RangePlan::new(u64::MAX - 1, u64::MAX).next(), None);
    }

    #[test]
    fn an_unknown_size_takes_the_largest_parts() {
        let plan = PartPlan::unknown(false);
        assert_eq!((plan.part, plan.total, plan.big), (PART, None, true));
        assert_eq!(plan.most_bytes(), 4000 * PART as u64);
    }
}
