//! The primes that secrets are exchanged with, <https://core.telegram.org/mtproto/auth_key#presenting-proof-of-work-server-authentication>.

use grammers_crypto::two_factor_auth::check_p_and_g;
use num_bigint::BigUint;

/// The safe prime of 2048 bits that Telegram's servers use; to prove that anew takes a second.
const KNOWN: &[u8] = b"c71caeb9c6b1c9048e6c522f70f13f73980d40238e3e21c14934d037563d930f48198a0aa7c14058229493d22530f4dbfa336f6e0ac925139543aed44cce7c3720fd51f69458705ac68cd4fe6b6b13abdc9746512969328454f18faf8c595f642477fe96bb2a941d5bcd1d4ac8cc49880708fa9b378e3c4f3a9060bee67cf9a4a4a695811051907e162753b56b0f6b410dba74d8a84b2a14b3144e0ef1284754fd17ed950d5965b4b9dd46582db1178d169c6bc465b0d6ff9ca3928fef5b9ae4e418fc15e83ebea0f87fa9ff5eed70050ded2849f47bf959d956850ce929851f0d8115f635b105ee2e4e15d04b2454bf6f4fadf034b10403119cd8e3b92fcc5b";

/// Tells whether a prime and a generator give nothing away. Slow for a prime that is not known.
pub(super) fn is_safe(prime: &[u8], generator: i32) -> bool {
    // The library's check panics on other generators.
    if prime.len() != 256 || !(2..=7).contains(&generator) {
        return false;
    }
    let known = BigUint::parse_bytes(KNOWN, 16).unwrap_or_default();
    if generator == 3 && BigUint::from_bytes_be(prime) == known {
        return true;
    }
    check_p_and_g(prime, &generator)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_known_prime_is_safe_by_the_whole_check_too() {
        let known = BigUint::parse_bytes(KNOWN, 16).unwrap().to_bytes_be();
        assert!(is_safe(&known, 3));
        assert!(check_p_and_g(&known, &3));
        // Two is not a generator of it.
        assert!(!is_safe(&known, 2));
    }

    #[test]
    fn what_a_liar_sends_is_unsafe_and_breaks_nothing() {
        let known = BigUint::parse_bytes(KNOWN, 16).unwrap().to_bytes_be();
        for generator in [i32::MIN, -3, 0, 1, 8, i32::MAX] {
            assert!(!is_safe(&known, generator));
        }
        assert!(!is_safe(&[], 3) && !is_safe(&[0; 256], 3) && !is_safe(&[255; 255], 3));
        assert!(!is_safe(&[255; 256], 3) && !is_safe(&[1; 300], 3));
    }
}
