//! Addresses and identifiers: tokens that are not prose.
//!
//! Web addresses, paths and file names, e-mail addresses and handles, Tor addresses, and opaque identifiers
//! (wallets, keys, hashes, victim numbers). A test that may be fruitless reads at most [`AHEAD`] characters, so that
//! a text without white space costs a bounded time a character; only what is taken is read further.

use super::token::TokenKind;

/// How far it is looked for what would make a run of characters an address.
const AHEAD: usize = 512;
/// The longest name of a host, a file or a mailbox.
const LONGEST_NAME: usize = 2048;

/// What stands at the start of a text.
pub(super) enum Address {
    /// An address of that many bytes.
    Found {
        /// `Url`, `Email`, `Onion` or `Wallet`.
        kind: TokenKind,
        /// In bytes, at least one.
        length: usize,
    },
    /// No address starts here or at any later token before that many bytes.
    NoneBefore(usize),
}

/// Top-level domains that are taken as such without a path; those that are also English words are left out.
const TOP_LEVEL: &[&str] = &[
    "app", "biz", "bit", "ca", "cc", "ch", "cn", "com", "cz", "de", "edu", "eu", "fi", "fr", "gov",
    "gr", "hk", "hu", "il", "info", "io", "jp", "kr", "li", "mil", "net", "nl", "onion", "org",
    "pl", "pw", "ro", "ru", "se", "sk", "su", "top", "tv", "tw", "ua", "uk", "vn", "xyz",
];

/// Top-level domains that count only with a path or a second dot.
const TOP_LEVEL_WORDS: &[&str] = &[
    "ac", "am", "at", "au", "be", "br", "co", "es", "im", "in", "is", "it", "me", "no", "so", "to",
    "us",
];

/// Endings of file names.
const EXTENSIONS: &[&str] = &[
    "7z", "apk", "avi", "bak", "bat", "bin", "bmp", "c", "cab", "cfg", "cmd", "conf", "cpp", "css",
    "csv", "dat", "db", "dll", "doc", "docx", "eml", "exe", "gif", "gz", "h", "hta", "htm", "html",
    "ini", "iso", "jar", "java", "jpeg", "jpg", "js", "json", "key", "lnk", "log", "mdb", "mkv",
    "mov", "mp3", "mp4", "msi", "pdf", "php", "pl", "png", "ppt", "pptx", "ps1", "psd", "pst",
    "py", "rar", "rs", "rtf", "sh", "sql", "svg", "sys", "tar", "tgz", "tmp", "txt", "vbs", "wav",
    "xls", "xlsx", "xml", "yml", "zip",
];

/// Whether a chunk without white space may hold an address at all: most words may not, and are spared the search.
pub(super) fn may_hold(chunk: &[u8]) -> bool {
    // A period inside, a separator anywhere, or digits or length enough for an identifier.
    let inside = chunk.split_last().map_or(chunk, |(_, inside)| inside);
    inside.contains(&b'.')
        || chunk.iter().any(|byte| matches!(byte, b'@' | b'/' | b'\\' | b':' | b'~'))
        || chunk.len() >= 32
        || (chunk.len() >= 10 && chunk.iter().any(u8::is_ascii_digit))
}

/// Reads the address that `rest` (up to the next white space) starts with.
pub(super) fn at_start(rest: &str) -> Address {
    let bytes = rest.as_bytes();
    match bytes[0] {
        b'@' => {
            let length = 1 + run(&bytes[1..], |byte| byte.is_ascii_alphanumeric() || byte == b'_');
            if (4..=40).contains(&length) {
                return Address::Found { kind: TokenKind::Email, length };
            }
            return Address::NoneBefore(1);
        }
        b'/' | b'~' | b'.' | b'\\' => {
            return rooted_path(rest).map_or(Address::NoneBefore(1), |length| Address::Found {
                kind: TokenKind::Url,
                length,
            });
        }
        first if first.is_ascii_alphanumeric() => {}
        _ => return Address::NoneBefore(1),
    }
    if let Some(length) = with_scheme(rest) {
        let kind = if is_onion(&rest[..length]) { TokenKind::Onion } else { TokenKind::Url };
        return Address::Found { kind, length };
    }
    let atoms = atom_run(bytes);
    let name = rest[..atoms].trim_end_matches(['.', '-', '+', '%', '_', '@']);
    if let Some(kind) = classify_name(name, &bytes[name.len()..]) {
        let tail =
            if matches!(kind, TokenKind::Email) { 0 } else { path_length(&rest[name.len()..]) };
        return Address::Found { kind, length: name.len() + tail };
    }
    let ahead = &bytes[..bytes.len().min(AHEAD)];
    let in_blob =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'-' | b'_');
    let opaque = run(ahead, in_blob);
    if is_opaque(&bytes[..opaque]) {
        return Address::Found { kind: TokenKind::Wallet, length: run(bytes, in_blob) };
    }
    let in_word = |byte: u8| byte.is_ascii_alphanumeric();
    if is_opaque(&bytes[..run(ahead, in_word)]) {
        return Address::Found { kind: TokenKind::Wallet, length: run(bytes, in_word) };
    }
    if let Some(length) = relative_path(rest, opaque.max(atoms)) {
        return Address::Found { kind: TokenKind::Url, length };
    }
    // Within the run of letters and digits nothing new can start, and its tail was judged with it.
    Address::NoneBefore(name.len().max(1))
}

fn run(bytes: &[u8], test: impl Fn(u8) -> bool) -> usize {
    let length = bytes.iter().take_while(|&&byte| test(byte)).count();
    #[cfg(test)]
    super::steps::count(length);
    length
}

/// The run of characters that names and mail addresses are made of, ended by a doubled period.
fn atom_run(bytes: &[u8]) -> usize {
    let longest = &bytes[..bytes.len().min(LONGEST_NAME + 1)];
    let mut before = 0;
    let length = longest
        .iter()
        .take_while(|&&byte| {
            let doubled = before == b'.' && byte == b'.';
            before = byte;
            let atom = byte.is_ascii_alphanumeric()
                || matches!(byte, b'.' | b'_' | b'%' | b'+' | b'-' | b'@');
            atom && !doubled
        })
        .count();
    #[cfg(test)]
    super::steps::count(length);
    // The first of two periods is no part of the name either.
    length - usize::from(bytes.get(length) == Some(&b'.'))
}

/// The length of an address that names its scheme (`https://…`, `www.…`, `mailto:…`, `C:\…`).
fn with_scheme(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let scheme = run(&bytes[..bytes.len().min(16)], |byte| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-')
    });
    let after = &bytes[scheme..];
    let opens = after.starts_with(b"://") && after.len() > 3
        || (scheme == 1
            && (after.starts_with(b":\\") || after.starts_with(b":/") && after.len() > 3))
        || (bytes.len() > 6
            && bytes[..4].eq_ignore_ascii_case(b"www.")
            && bytes[4].is_ascii_alphanumeric());
    opens.then(|| url_length(rest))
}

/// Up to the end of the address: closing punctuation after it is the sentence's.
fn url_length(rest: &str) -> usize {
    let end = rest.find(['<', '>', '"', '“', '”', '|', '…']).unwrap_or(rest.len());
    let address = &rest[..end];
    let closes_own = address.contains('(');
    let trimmed = address.trim_end_matches(|character| {
        matches!(character, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | ']' | '}' | '*' | '’' | '`')
            || character == ')' && !closes_own
    });
    trimmed.len().max(1).min(rest.len())
}

/// What a name made of atoms is.
fn classify_name(name: &str, after: &[u8]) -> Option<TokenKind> {
    if name.len() > LONGEST_NAME {
        return None;
    }
    if let Some((local, domain)) = name.split_once('@') {
        let host = domain.split('@').next().unwrap_or(domain);
        let good = !local.is_empty() && host.len() > 1 && host.bytes().all(|byte| byte != b'%');
        return good.then_some(TokenKind::Email);
    }
    let (host, last) = name.rsplit_once('.')?;
    if is_onion(name) {
        return Some(TokenKind::Onion);
    }
    let listed = |list: &[&str]| list.iter().any(|entry| entry.eq_ignore_ascii_case(last));
    let uniform = last.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        || name.bytes().all(|byte| !byte.is_ascii_lowercase());
    if !uniform || host.is_empty() {
        return None;
    }
    let has_path = after.first() == Some(&b'/') && after.len() > 1;
    let is_domain =
        listed(TOP_LEVEL) || listed(TOP_LEVEL_WORDS) && (has_path || host.contains('.'));
    (is_domain || listed(EXTENSIONS)).then_some(TokenKind::Url)
}

fn is_onion(address: &str) -> bool {
    address.as_bytes().windows(6).any(|part| part.eq_ignore_ascii_case(b".onion"))
}

/// The path, query or port that follows a domain.
fn path_length(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let port = bytes.first() == Some(&b':') && bytes.get(1).is_some_and(u8::is_ascii_digit);
    if bytes.first() == Some(&b'/') || port { url_length(rest) } else { 0 }
}

/// `/etc/passwd`, `~/notes`, `./run.sh`, `\\server\share`: at least two separators.
fn rooted_path(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let starts = matches!(bytes, [b'/' | b'\\', next, ..] if next.is_ascii_alphanumeric() || *next == b'\\')
        || matches!(bytes, [b'~' | b'.', b'/' | b'\\', ..]);
    if !starts {
        return None;
    }
    let in_path = |byte: u8| {
        byte.is_ascii_alphanumeric()
            || matches!(byte, b'/' | b'\\' | b'.' | b'_' | b'-' | b'~' | b'+' | b'$')
    };
    let ahead = run(&bytes[..bytes.len().min(AHEAD)], in_path);
    let inner = |pair: &[u8]| matches!(pair[0], b'/' | b'\\') && pair[1].is_ascii_alphanumeric();
    if !bytes[..ahead].windows(2).skip(1).any(inner) {
        return None;
    }
    Some(rest[..run(bytes, in_path)].trim_end_matches(['.', '-', '\\', '/']).len())
}

/// `drivers/net/tun.c`: names with slashes between them, the last with a file's ending.
fn relative_path(rest: &str, reach: usize) -> Option<usize> {
    let bytes = &rest.as_bytes()[..rest.len().min(reach.max(1) + 256).min(rest.len())];
    let length = run(bytes, |byte| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'_' | b'-' | b'+')
    });
    let path = rest[..length].trim_end_matches(['.', '-', '/', '+']);
    let (_, file) = path.rsplit_once('/')?;
    let (stem, ending) = file.rsplit_once('.')?;
    (!stem.is_empty() && EXTENSIONS.contains(&ending)).then_some(path.len())
}

/// Whether a run of ASCII characters is a hash, a key, a wallet or another identifier no one would say aloud.
fn is_opaque(bytes: &[u8]) -> bool {
    let length = bytes.len();
    if length < 10 {
        return false;
    }
    let mut digits = 0;
    let mut upper = 0;
    let mut lower = 0;
    let mut hexadecimal = 0;
    let mut hyphens = 0;
    let mut turns = 0;
    let mut class = 0;
    for &byte in bytes {
        let now = match byte {
            b'0'..=b'9' => 1,
            b'A'..=b'Z' => 2,
            b'a'..=b'z' => 3,
            _ => 4,
        };
        turns += usize::from(class != 0 && class != now);
        class = now;
        digits += usize::from(now == 1);
        upper += usize::from(now == 2);
        lower += usize::from(now == 3);
        hyphens += usize::from(matches!(byte, b'-' | b'_'));
        hexadecimal += usize::from(byte.is_ascii_hexdigit());
    }
    let letters = upper + lower;
    if digits == 0 {
        // Base64 without a digit: capitals scattered as no word has them.
        return length >= 32 && hyphens == 0 && upper > 4 && lower > 4 && turns * 4 > length;
    }
    if letters == 0 {
        return length >= 24 && hyphens == 0;
    }
    let hash = length >= 16 && hexadecimal + hyphens == length && turns >= 4;
    let key = length >= 20 && digits > 1 && turns * 5 >= length;
    let number = hyphens == 0 && digits + upper == length && digits > 1 && turns >= 3;
    let code = hyphens == 0 && length >= 12 && digits > 2 && turns * 3 >= length;
    hash || key || number || code
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<(TokenKind, &str)> {
        match at_start(text) {
            Address::Found { kind, length } => Some((kind, &text[..length])),
            Address::NoneBefore(_) => None,
        }
    }

    #[test]
    fn addresses() {
        assert_eq!(
            found("https://example.org/a?b=c),"),
            Some((TokenKind::Url, "https://example.org/a?b=c"))
        );
        assert_eq!(found("www.example.com."), Some((TokenKind::Url, "www.example.com")));
        assert_eq!(found("example.com/path!"), Some((TokenKind::Url, "example.com/path")));
        assert_eq!(
            found("help.me_77@example.com,"),
            Some((TokenKind::Email, "help.me_77@example.com"))
        );
        assert_eq!(found("@our_support,"), Some((TokenKind::Email, "@our_support")));
        assert_eq!(
            found("abcdefghijklmnop.onion/x"),
            Some((TokenKind::Onion, "abcdefghijklmnop.onion/x"))
        );
        assert_eq!(
            found("C:\\Users\\Public\\note.txt"),
            Some((TokenKind::Url, "C:\\Users\\Public\\note.txt"))
        );
        assert_eq!(found("README.txt."), Some((TokenKind::Url, "README.txt")));
        assert_eq!(found("/etc/ssh/config,"), Some((TokenKind::Url, "/etc/ssh/config")));
    }

    #[test]
    fn identifiers() {
        for text in [
            "1BoatSLRHtKNngkdXEeobR76b53LETtpyT",
            "0x52908400098527886E0F7030069857D2E4169EE7",
            "d41d8cd98f00b204e9800998ecf8427e",
            "123e4567-e89b-12d3-a456-426614174000",
            "A1B2C3D4E5F6",
        ] {
            assert_eq!(found(text), Some((TokenKind::Wallet, text)));
        }
    }

    #[test]
    fn prose() {
        for text in [
            "home.Then",
            "and/or",
            "internationalisation",
            "Windows2000",
            "2nd",
            "12/05/2014",
            "he/she/they",
            "sleep.in",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "state-of-the-art",
            "713-853-3989",
            "PostgreSQL",
            "...",
            "-",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
