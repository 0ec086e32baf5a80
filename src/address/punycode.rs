//! Punycode (RFC 3492): letters of any script as the ASCII letters and digits of a host's label.

const BASE: u32 = 36;
const T_MIN: u32 = 1;
const T_MAX: u32 = 26;
const SKEW: u32 = 38;
const DAMP: u32 = 700;
const INITIAL_BIAS: u32 = 72;
const INITIAL_N: u32 = 128;
/// The most characters of a label in the name system. The time grows with the square of their number.
pub const MAX_LABEL_CHARS: usize = 63;

/// The label in punycode, without the `xn--` before it.
pub fn encode(label: &str) -> Option<String> {
    let chars: Vec<u32> = label.chars().map(u32::from).collect();
    if chars.len() > MAX_LABEL_CHARS {
        return None;
    }
    let mut code: String = label.chars().filter(char::is_ascii).collect();
    let basic = code.len() as u32;
    code.push_str(if basic > 0 { "-" } else { "" });
    let (mut n, mut delta, mut bias, mut done) = (INITIAL_N, 0u32, INITIAL_BIAS, basic);
    while (done as usize) < chars.len() {
        let next = chars.iter().copied().filter(|&c| c >= n).min()?;
        delta = delta.checked_add((next - n).checked_mul(done + 1)?)?;
        n = next;
        for &c in &chars {
            delta += u32::from(c < n);
            if c == n {
                push_number(&mut code, delta, bias);
                bias = adapted(delta, done + 1, done == basic);
                delta = 0;
                done += 1;
            }
        }
        (delta, n) = (delta + 1, n + 1);
    }
    Some(code)
}

/// The label of a code, which is what follows `xn--`.
pub fn decode(code: &str) -> Option<String> {
    let (basic, digits) = code.rsplit_once('-').unwrap_or(("", code));
    if code.len() > MAX_LABEL_CHARS || !code.is_ascii() {
        return None;
    }
    let mut chars: Vec<char> = basic.chars().collect();
    let (mut n, mut i, mut bias, mut digits) = (INITIAL_N, 0u32, INITIAL_BIAS, digits.bytes().peekable());
    while digits.peek().is_some() {
        let (before, mut weight, mut k) = (i, 1u32, 0);
        loop {
            k += BASE;
            let digit = (digits.next()? as char).to_digit(BASE)?;
            // Digits of the code are a to z, then 0 to 9; those of numbers 0 to 9, then a to z.
            let digit = (digit + 26) % BASE;
            i = i.checked_add(digit.checked_mul(weight)?)?;
            let t = threshold(k, bias);
            if digit < t {
                break;
            }
            weight = weight.checked_mul(BASE - t)?;
        }
        let count = chars.len() as u32 + 1;
        bias = adapted(i - before, count, before == 0);
        n = n.checked_add(i / count)?;
        i %= count;
        chars.insert(i as usize, char::from_u32(n)?);
        i += 1;
    }
    Some(chars.into_iter().collect())
}

/// Appends a number as digits of variable length, the lowest first.
fn push_number(code: &mut String, number: u32, bias: u32) {
    let (mut rest, mut k) = (number, 0);
    loop {
        k += BASE;
        let t = threshold(k, bias);
        if rest < t {
            return code.push(digit(rest));
        }
        code.push(digit(t + (rest - t) % (BASE - t)));
        rest = (rest - t) / (BASE - t);
    }
}

fn digit(value: u32) -> char {
    char::from_digit((value + 10) % BASE, BASE).unwrap_or_default()
}

fn threshold(k: u32, bias: u32) -> u32 {
    k.saturating_sub(bias).clamp(T_MIN, T_MAX)
}

/// The bias for the next number (section 6.1).
fn adapted(delta: u32, count: u32, is_first: bool) -> u32 {
    let mut delta = if is_first { delta / DAMP } else { delta / 2 };
    delta += delta / count;
    let mut k = 0;
    while delta > (BASE - T_MIN) * T_MAX / 2 {
        delta /= BASE - T_MIN;
        k += BASE;
    }
    k + (BASE - T_MIN + 1) * delta / (delta + SKEW)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn samples_of_the_standard_are_encoded_and_decoded() {
        // Section 7.1 (A), (B), (D), (E), (I), (L) and (R), and hosts that are in use.
        let samples = [
            ("ليهمابتكلموشعربي؟", "egbpdaj6bu4bxfgehfvwxn"),
            ("他们为什么不说中文", "ihqwcrb4cv8a8dqg056pqjye"),
            ("pročprostěnemluvíčesky", "proprostnemluvesky-uyb24dma41a"),
            ("למההםפשוטלאמדבריםעברית", "4dbcagdahymbxekheh6e0a7fei0b"),
            ("почемужеонинеговорятпорусски", "b1abfaaepdrnnbgefbadotcwatmq2g4l"),
            ("3年b組金八先生", "3b-ww4c5e180e575a65lsy2b"),
            ("パフィーdeルンバ", "de-jg4avhby1noc0d"),
            ("bücher", "bcher-kva"),
            ("аpple", "pple-43d"),
            ("é", "9ca"),
        ];
        for (label, code) in samples {
            assert_eq!(encode(label).as_deref(), Some(code), "{label}");
            assert_eq!(decode(code).as_deref(), Some(label), "{code}");
        }
        assert_eq!(decode("BCHER-KVA").as_deref(), Some("BüCHER"));
    }

    #[test]
    fn what_is_no_code_is_refused() {
        for code in ["é", "a!", "99999999999", "a-b-", "zzzzzzzzzzzzzz", &"a".repeat(64)] {
            assert!(decode(code).is_none_or(|label| label == "a-b"), "{code}");
        }
        assert_eq!(encode(&"é".repeat(64)), None);
    }

    proptest! {
        #[test]
        fn a_label_comes_back(label in "[a-z0-9à-ÿα-ωа-я一-龥😀-😎-]{1,20}") {
            prop_assert_eq!(decode(&encode(&label).expect("short")), Some(label));
        }

        #[test]
        fn any_code_is_decoded_or_refused(code in "[a-zA-Z0-9-]{0,70}") {
            let _ = decode(&code);
        }
    }
}
