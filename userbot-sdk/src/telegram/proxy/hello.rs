//! The first message of a connection that looks like a browser's.
//!
//! The shape is that of a current Chrome (RFC 8446, extensions in random order, RFC 8701 values): a
//! hello that no browser sends is what such a connection would be known by. Older proxies take a
//! hello of 517 bytes only, which was the length of all of them before keys became larger.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Where the 32 random bytes stand in the first message of either side.
pub(super) const RANDOM: std::ops::Range<usize> = 11..43;
/// Shorter ones are filled up to this, as browsers do it.
const SHORTEST: usize = 517;

/// Is the shape of a hello.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// That of a browser of today.
    Current,
    /// That of a browser of 2019, which is 517 bytes long.
    Compact,
}

type Mac256 = Hmac<Sha256>;

/// Makes a hello whose random bytes prove that the secret is known; `None` when the system has no
/// random numbers.
pub(super) fn client_hello(
    domain: &str,
    key: &[u8; 16],
    unix: u32,
    shape: Shape,
) -> Option<Vec<u8>> {
    let mut hello = build(domain, shape)?;
    let mut proof: [u8; 32] = mac(key, &[&hello])?.finalize().into_bytes().into();
    for (byte, time) in proof[28..].iter_mut().zip(unix.to_le_bytes()) {
        *byte ^= time;
    }
    hello[RANDOM].copy_from_slice(&proof);
    Some(hello)
}

pub(super) fn mac(key: &[u8; 16], parts: &[&[u8]]) -> Option<Mac256> {
    let mut mac = Mac256::new_from_slice(key).ok()?;
    for part in parts {
        mac.update(part);
    }
    Some(mac)
}

/// Builds the hello with zeros in place of the random bytes.
fn build(domain: &str, shape: Shape) -> Option<Vec<u8>> {
    let grease = Grease::new()?;
    let mut body = vec![0x03, 0x03];
    body.extend([0; 32]);
    body.push(32);
    body.extend(random::<32>()?);
    let suites: [u16; 15] = [
        0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014,
        0x009c, 0x009d, 0x002f, 0x0035,
    ];
    let mut list = grease.value(0).to_vec();
    list.extend(words(&suites));
    body.extend(sized(&list));
    body.extend([1, 0]);

    let mut extensions = [&grease.value(2)[..], &[0, 0]].concat();
    for extension in shuffled(extensions_of(domain, &grease, shape)?)? {
        extensions.extend(extension);
    }
    extensions.extend(grease.value(3));
    extensions.extend([0, 1, 0]);
    // Record and message headers, and the length of the extensions, come on top.
    let length = 9 + body.len() + 2 + extensions.len();
    if length < SHORTEST - 4 {
        let padding = vec![0; SHORTEST - 4 - length];
        extensions.extend(extension(0x0015, &padding));
    }
    body.extend(sized(&extensions));

    let mut message = vec![0x01, 0x00];
    message.extend(sized(&body));
    let mut record = vec![0x16, 0x03, 0x01];
    record.extend(sized(&message));
    Some(record)
}

fn extensions_of(domain: &str, grease: &Grease, shape: Shape) -> Option<Vec<Vec<u8>>> {
    let current = shape == Shape::Current;
    let name = [&[0][..], &sized(domain.as_bytes())].concat();
    let mut groups = grease.value(4).to_vec();
    if current {
        groups.extend(words(&[0x11ec]));
    }
    groups.extend(words(&[0x001d, 0x0017, 0x0018]));
    let signatures = words(&[
        0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601,
    ]);
    let mut versions = vec![6];
    versions.extend(grease.value(6));
    versions.extend([0x03, 0x04, 0x03, 0x03]);
    let mut shares = grease.value(4).to_vec();
    shares.extend([0, 1, 0]);
    if current {
        shares.extend([0x11, 0xec]);
        shares.extend(sized(&[&lattice_key()?[..], &curve_key()?].concat()));
    }
    shares.extend([0x00, 0x1d]);
    shares.extend(sized(&curve_key()?));
    let mut extensions = vec![
        extension(0x0000, &sized(&name)),
        extension(0x0005, &[1, 0, 0, 0, 0]),
        extension(0x000a, &sized(&groups)),
        extension(0x000b, &[1, 0]),
        extension(0x000d, &sized(&signatures)),
        extension(0x0010, &sized(b"\x02h2\x08http/1.1")),
        extension(0x0012, &[]),
        extension(0x0017, &[]),
        extension(0x001b, &[2, 0, 2]),
        extension(0x0023, &[]),
        extension(0x002b, &versions),
        extension(0x002d, &[1, 1]),
        extension(0x0033, &sized(&shares)),
        extension(0xff01, &[0]),
    ];
    if current {
        extensions.push(extension(0x44cd, &sized(b"\x02h2")));
        extensions.push(extension(0xfe0d, &hidden_name()?));
    }
    Some(extensions)
}

/// Makes what looks like an encrypted name of the site, which browsers send to everybody.
fn hidden_name() -> Option<Vec<u8>> {
    let [choice] = random::<1>()?;
    let mut hidden = vec![0, 0, 1, 0, 1];
    hidden.extend(random::<1>()?);
    hidden.extend(sized(&random::<32>()?));
    let payload = random::<240>()?;
    hidden.extend(sized(&payload[..144 + 32 * usize::from(choice & 3)]));
    Some(hidden)
}

fn extension(number: u16, content: &[u8]) -> Vec<u8> {
    [&number.to_be_bytes()[..], &sized(content)].concat()
}

/// Puts the length in two bytes before the content.
fn sized(content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap_or(u16::MAX);
    [&length.to_be_bytes()[..], content].concat()
}

fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_be_bytes()).collect()
}

/// Values that mean nothing, by which browsers keep servers tolerant (RFC 8701).
struct Grease([u8; 7]);

impl Grease {
    fn new() -> Option<Self> {
        let mut values = random::<7>()?.map(|byte| byte & 0xf0 | 0x0a);
        // Two that stand in one list must differ.
        for second in (1..values.len()).step_by(2) {
            if values[second] == values[second - 1] {
                values[second] ^= 0x10;
            }
        }
        Some(Self(values))
    }

    fn value(&self, place: usize) -> [u8; 2] {
        [self.0[place]; 2]
    }
}

/// Makes a public key that is one: a server may check it.
fn curve_key() -> Option<[u8; 32]> {
    Some(x25519_dalek::x25519(
        random::<32>()?,
        x25519_dalek::X25519_BASEPOINT_BYTES,
    ))
}

/// Makes what looks like a public key of ML-KEM-768: 768 numbers below 3329 and 32 bytes.
fn lattice_key() -> Option<Vec<u8>> {
    let mut key = Vec::with_capacity(1184);
    for _ in 0..384 {
        let first = u32::from_le_bytes(random()?) % 3329;
        let second = u32::from_le_bytes(random()?) % 3329;
        let packed = first | second << 12;
        key.extend(&packed.to_le_bytes()[..3]);
    }
    key.extend(random::<32>()?);
    Some(key)
}

fn shuffled<T>(mut list: Vec<T>) -> Option<Vec<T>> {
    for end in (1..list.len()).rev() {
        let number = usize::try_from(u32::from_le_bytes(random()?)).ok()?;
        list.swap(end, number % (end + 1));
    }
    Some(list)
}

fn random<const N: usize>() -> Option<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lengths_fit_together() {
        let long = "x".repeat(182);
        let domains = ["a.b", "www.example.org", &long];
        let shapes = [Shape::Current, Shape::Compact];
        for (domain, shape) in domains
            .iter()
            .flat_map(|domain| shapes.map(|shape| (domain, shape)))
        {
            let hello = client_hello(domain, &[7; 16], 1, shape).unwrap();
            assert!(
                shape == Shape::Current || hello.len() == 517,
                "{}",
                hello.len()
            );
            let at =
                |place: usize| usize::from(u16::from_be_bytes([hello[place], hello[place + 1]]));
            assert_eq!(hello[..3], [0x16, 3, 1]);
            assert_eq!(at(3), hello.len() - 5);
            assert_eq!((hello[5], hello[6]), (1, 0));
            assert_eq!(at(7), hello.len() - 9);
            let suites = at(76);
            let extensions = 76 + 2 + suites + 2;
            assert_eq!(at(extensions), hello.len() - extensions - 2);
            let mut place = extensions + 2;
            let mut numbers = Vec::new();
            while place < hello.len() {
                numbers.push(at(place));
                place += 4 + at(place + 2);
            }
            assert_eq!(place, hello.len());
            let count = numbers.len();
            numbers.sort_unstable();
            numbers.dedup();
            assert_eq!(numbers.len(), count, "an extension stands there twice");
            let name = domain.as_bytes();
            assert!(hello.windows(name.len()).any(|part| part == name));
        }
    }

    #[test]
    fn the_random_bytes_prove_the_secret() {
        let mut hello = client_hello("example.org", &[7; 16], 0x0102_0304, Shape::Current).unwrap();
        let proof = hello[RANDOM].to_vec();
        hello[RANDOM].fill(0);
        let right: [u8; 32] = mac(&[7; 16], &[&hello])
            .unwrap()
            .finalize()
            .into_bytes()
            .into();
        assert_eq!(proof[..28], right[..28]);
        let time: Vec<u8> = proof[28..]
            .iter()
            .zip(&right[28..])
            .map(|(a, b)| a ^ b)
            .collect();
        assert_eq!(time, 0x0102_0304_u32.to_le_bytes());
    }

    #[test]
    fn no_two_are_alike() {
        let one = client_hello("example.org", &[7; 16], 1, Shape::Current).unwrap();
        assert_ne!(
            one,
            client_hello("example.org", &[7; 16], 1, Shape::Current).unwrap()
        );
    }
}
