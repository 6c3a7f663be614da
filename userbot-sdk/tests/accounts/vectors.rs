//! String sessions as Telethon's and Pyrogram's own code writes them, for the key 0, 1, 2 … 255.
//!
//! Made with Python's `struct` and `base64` and the layouts of the two programs:
//!
//! ```python
//! "1" + urlsafe_b64encode(struct.pack(">B4sH256s", dc, ip, port, key))                    # Telethon, IPv4
//! "1" + urlsafe_b64encode(struct.pack(">B16sH256s", dc, ip, port, key))                   # Telethon, IPv6
//! urlsafe_b64encode(struct.pack(">BI?256sQ?", dc, api_id, test, key, id, bot)).rstrip("=")  # Pyrogram 2
//! urlsafe_b64encode(struct.pack(">B?256sQ?", dc, test, key, id, bot)).rstrip("=")           # Pyrogram 1.3, 1.4
//! urlsafe_b64encode(struct.pack(">B?256sI?", dc, test, key, id, bot)).rstrip("=")           # Pyrogram up to 1.2
//! ```

pub(crate) const TELETHON: &str = concat!(
    "1ApWapzMBuwABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4fICEiIyQlJicoKSorLC0uLzAxMjM",
    "0NTY3ODk6Ozw9Pj9AQUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVpbXF1eX2BhYmNkZWZnaGlqa2xtbm9",
    "wcXJzdHV2d3h5ent8fX5_gIGCg4SFhoeIiYqLjI2Oj5CRkpOUlZaXmJmam5ydnp-goaKjpKWmp6ipqqu",
    "sra6vsLGys7S1tre4ubq7vL2-v8DBwsPExcbHyMnKy8zNzs_Q0dLT1NXW19jZ2tvc3d7f4OHi4-Tl5uf",
    "o6err7O3u7_Dx8vP09fb3-Pn6-_z9_v8=",
);
pub(crate) const TELETHON_IPV6: &str = concat!(
    "1BCABBnwE6PAEAAAAAAAAAAoBuwABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4fICEiIyQlJic",
    "oKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj9AQUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVpbXF1eX2BhYmN",
    "kZWZnaGlqa2xtbm9wcXJzdHV2d3h5ent8fX5_gIGCg4SFhoeIiYqLjI2Oj5CRkpOUlZaXmJmam5ydnp-",
    "goaKjpKWmp6ipqqusra6vsLGys7S1tre4ubq7vL2-v8DBwsPExcbHyMnKy8zNzs_Q0dLT1NXW19jZ2tv",
    "c3d7f4OHi4-Tl5ufo6err7O3u7_Dx8vP09fb3-Pn6-_z9_v8=",
);
pub(crate) const PYROGRAM: &str = concat!(
    "AgAB4kAAAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1",
    "Njc4OTo7PD0-P0BBQkNERUZHSElKS0xNTk9QUVJTVFVWV1hZWltcXV5fYGFiY2RlZmdoaWprbG1ub3Bx",
    "cnN0dXZ3eHl6e3x9fn-AgYKDhIWGh4iJiouMjY6PkJGSk5SVlpeYmZqbnJ2en6ChoqOkpaanqKmqq6yt",
    "rq-wsbKztLW2t7i5uru8vb6_wMHCw8TFxsfIycrLzM3Oz9DR0tPU1dbX2Nna29zd3t_g4eLj5OXm5-jp",
    "6uvs7e7v8PHy8_T19vf4-fr7_P3-_wAAAAGhO4YBAA",
);
pub(crate) const PYROGRAM_BOT: &str = concat!(
    "BAAB4kAAAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1",
    "Njc4OTo7PD0-P0BBQkNERUZHSElKS0xNTk9QUVJTVFVWV1hZWltcXV5fYGFiY2RlZmdoaWprbG1ub3Bx",
    "cnN0dXZ3eHl6e3x9fn-AgYKDhIWGh4iJiouMjY6PkJGSk5SVlpeYmZqbnJ2en6ChoqOkpaanqKmqq6yt",
    "rq-wsbKztLW2t7i5uru8vb6_wMHCw8TFxsfIycrLzM3Oz9DR0tPU1dbX2Nna29zd3t_g4eLj5OXm5-jp",
    "6uvs7e7v8PHy8_T19vf4-fr7_P3-_wAAAAEqBfIBAQ",
);
pub(crate) const PYROGRAM_TEST: &str = concat!(
    "AgAB4kABAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1",
    "Njc4OTo7PD0-P0BBQkNERUZHSElKS0xNTk9QUVJTVFVWV1hZWltcXV5fYGFiY2RlZmdoaWprbG1ub3Bx",
    "cnN0dXZ3eHl6e3x9fn-AgYKDhIWGh4iJiouMjY6PkJGSk5SVlpeYmZqbnJ2en6ChoqOkpaanqKmqq6yt",
    "rq-wsbKztLW2t7i5uru8vb6_wMHCw8TFxsfIycrLzM3Oz9DR0tPU1dbX2Nna29zd3t_g4eLj5OXm5-jp",
    "6uvs7e7v8PHy8_T19vf4-fr7_P3-_wAAAAEqBfIBAA",
);
pub(crate) const PYROGRAM_OLD_64: &str = concat!(
    "BQAAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5",
    "Ojs8PT4_QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl9gYWJjZGVmZ2hpamtsbW5vcHFyc3R1",
    "dnd4eXp7fH1-f4CBgoOEhYaHiImKi4yNjo-QkZKTlJWWl5iZmpucnZ6foKGio6SlpqeoqaqrrK2ur7Cx",
    "srO0tba3uLm6u7y9vr_AwcLDxMXGx8jJysvMzc7P0NHS09TV1tfY2drb3N3e3-Dh4uPk5ebn6Onq6-zt",
    "7u_w8fLz9PX29_j5-vv8_f7_AAAAAaE7hgEA",
);
pub(crate) const PYROGRAM_OLD: &str = concat!(
    "AQAAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5",
    "Ojs8PT4_QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl9gYWJjZGVmZ2hpamtsbW5vcHFyc3R1",
    "dnd4eXp7fH1-f4CBgoOEhYaHiImKi4yNjo-QkZKTlJWWl5iZmpucnZ6foKGio6SlpqeoqaqrrK2ur7Cx",
    "srO0tba3uLm6u7y9vr_AwcLDxMXGx8jJysvMzc7P0NHS09TV1tfY2drb3N3e3-Dh4uPk5ebn6Onq6-zt",
    "7u_w8fLz9PX29_j5-vv8_f7_SZYC0gE",
);
