//! Calls inside of other calls: `invokeWithLayer`, `invokeWithoutUpdates` and the like.

use grammers_tl_types::Identifiable;
use grammers_tl_types::functions::{
    InvokeAfterMsg, InvokeWithLayer, InvokeWithMessagesRange, InvokeWithTakeout,
    InvokeWithoutUpdates,
};

/// Returns the constructor of the method that a request is really about: limits, waits and reports
/// go by that one, whatever it is wrapped into.
pub(super) fn innermost(body: &[u8]) -> u32 {
    let mut rest = body;
    loop {
        let Some((head, inner)) = rest.split_first_chunk() else {
            return 0;
        };
        let constructor = u32::from_le_bytes(*head);
        let header = match constructor {
            InvokeWithoutUpdates::<()>::CONSTRUCTOR_ID => 0,
            InvokeWithLayer::<()>::CONSTRUCTOR_ID => 4,
            InvokeWithTakeout::<()>::CONSTRUCTOR_ID | InvokeAfterMsg::<()>::CONSTRUCTOR_ID => 8,
            // A constructor and two numbers.
            InvokeWithMessagesRange::<()>::CONSTRUCTOR_ID => 12,
            _ => return constructor,
        };
        match inner.get(header..) {
            Some(inner) if inner.len() >= 4 => rest = inner,
            _ => return constructor,
        }
    }
}

#[cfg(test)]
mod tests {
    use grammers_tl_types::Serializable;
    use grammers_tl_types::functions::help::GetConfig;

    use super::*;

    #[test]
    fn wrappers_are_looked_through() {
        let config = GetConfig {};
        assert_eq!(innermost(&config.to_bytes()), GetConfig::CONSTRUCTOR_ID);
        let takeout = InvokeWithTakeout {
            takeout_id: 7,
            query: InvokeWithMessagesRange {
                range: grammers_tl_types::types::MessageRange {
                    min_id: 1,
                    max_id: 9,
                }
                .into(),
                query: InvokeWithoutUpdates { query: config },
            },
        };
        let all = InvokeWithLayer {
            layer: 200,
            query: takeout,
        };
        assert_eq!(innermost(&all.to_bytes()), GetConfig::CONSTRUCTOR_ID);
    }

    #[test]
    fn what_is_cut_off_is_no_panic() {
        let call = InvokeWithTakeout {
            takeout_id: 7,
            query: GetConfig {},
        };
        let bytes = call.to_bytes();
        for length in 0..bytes.len() {
            let found = innermost(&bytes[..length]);
            let expected = if length < 4 {
                0
            } else {
                InvokeWithTakeout::<()>::CONSTRUCTOR_ID
            };
            assert_eq!(found, expected, "{length}");
        }
    }
}
