use proptest::prelude::*;
use serde_json::{Map, Number, Value};

use super::*;

fn pieces(text: &str) -> Result<Vec<Piece<'_>>, Fault> {
    let (mut reader, mut pieces) = (Reader::new(text), Vec::new());
    while let Some(piece) = reader.next_piece()? {
        pieces.push(piece);
    }
    Ok(pieces)
}

fn one(text: &str) -> Result<Piece<'_>, Fault> {
    pieces(text).map(|mut pieces| pieces.remove(0))
}

/// The tree, as another parser has it.
fn tree(reader: &mut Reader<'_>, first: Piece<'_>) -> Result<Value, Fault> {
    Ok(match first {
        Piece::Null | Piece::Name(_) | Piece::End => Value::Null,
        Piece::Bool(bool) => Value::Bool(bool),
        Piece::Integer(digits) => match (digits.parse::<i64>(), digits.parse::<u64>()) {
            (Ok(number), _) if digits != "-0" => number.into(),
            (_, Ok(number)) => number.into(),
            _ => Number::from_f64(digits.parse().unwrap_or(0.0)).map_or(Value::Null, Value::Number),
        },
        Piece::Float(number) => Number::from_f64(number).map_or(Value::Null, Value::Number),
        Piece::Text(text) => Value::String(text.into_owned()),
        Piece::Array => {
            let mut items = Vec::new();
            loop {
                match reader.next_piece()?.ok_or(Fault::Truncated)? {
                    Piece::End => break Value::Array(items),
                    piece => items.push(tree(reader, piece)?),
                }
            }
        }
        Piece::Object => {
            let mut members = Map::new();
            while let Piece::Name(name) = reader.next_piece()?.ok_or(Fault::Truncated)? {
                let piece = reader.next_piece()?.ok_or(Fault::Truncated)?;
                members.insert(name.into_owned(), tree(reader, piece)?);
            }
            Value::Object(members)
        }
    })
}

fn read(text: &str) -> Result<Value, Fault> {
    let mut reader = Reader::new(text);
    let first = reader.next_piece()?.ok_or(Fault::Truncated)?;
    let value = tree(&mut reader, first)?;
    reader.next_piece().map(|_| value)
}

/// Theirs may have another last bit of a float.
fn alike(ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::Array(ours), Value::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(ours, theirs)| alike(ours, theirs))
        }
        (Value::Number(one), Value::Number(other)) => match (one.as_f64(), other.as_f64()) {
            (Some(one), Some(other)) => (one - other).abs() <= one.abs() * 1e-12,
            _ => false,
        },
        _ => ours == theirs,
    }
}

#[test]
fn numbers_keep_every_digit() {
    for digits in ["0", "-0", "18446744073709551617", "-9223372036854775809", "1180591620717411303425"] {
        assert_eq!(one(digits), Ok(Piece::Integer(digits)));
    }
    for (text, number) in [("1E5", 1e5), ("-0.0", -0.0), ("0.1000000000000000055", 0.1), ("1e400", f64::INFINITY)] {
        assert_eq!(one(text), Ok(Piece::Float(number)), "{text}");
    }
    let longest = "1".repeat(MAX_NUMBER_LENGTH);
    assert_eq!(one(&longest), Ok(Piece::Integer(&longest)));
    assert_eq!(one(&format!("{longest}1")), Err(Fault::NumberTooLong));
    assert_eq!(one(&format!("1e{longest}")), Err(Fault::NumberTooLong));
}

#[test]
fn depth_and_values_are_bounded() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert_eq!(pieces(&nested(MAX_DEPTH)).map(|pieces| pieces.len()), Ok(200));
    assert_eq!(pieces(&nested(MAX_DEPTH + 1)).err(), Some(Fault::TooDeep));
    let items = |count: usize| format!("[0{}]", ",0".repeat(count - 1));
    assert_eq!(pieces(&items(MAX_VALUES - 1)).map(|pieces| pieces.len()), Ok(MAX_VALUES + 1));
    assert_eq!(pieces(&items(MAX_VALUES)).err(), Some(Fault::TooManyValues));
}

#[test]
fn what_breaks_off_is_told_from_what_is_wrong() {
    for text in
        ["", " ", "[", "[1", "[1,", "{", "{\"a", "{\"a\"", "{\"a\":", "tru", "-", "1.", "1e+", "\"\\u12", "\"\\ud83d\\"]
    {
        assert_eq!(pieces(text).err(), Some(Fault::Truncated), "{text}");
    }
    for text in [
        "]",
        "[1 2]",
        "[1,]",
        "{,}",
        "{1:2}",
        "{\"a\" 1}",
        "{\"a\":1,}",
        "[}",
        "{]",
        "01",
        "+1",
        ".5",
        "1.e5",
        "truth",
        "nul1",
        "\"\\x\"",
        "\"a\nb\"",
        "\"\\ud83d\"",
        "\"\\udc00\"",
        "\"\\ud83dx\"",
        "\"\\ud83d\\u0041\"",
        "1 2",
        "NaN",
        "\u{feff}1",
        "/**/1",
        "'a'",
    ] {
        assert_eq!(pieces(text).err(), Some(Fault::Malformed), "{text}");
    }
}

#[test]
fn members_come_in_their_order_and_as_they_stand_there() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    let text = format!(
        r#"{{"z":1.50,"a":"t\u00e9","a":null,"n":{{"b": [2]}},"deep":{},"deeper":{},"far":[1e400],"e":""}}"#,
        nested(99),
        nested(100)
    );
    let members = members(&text).unwrap_or_default();
    let of = |name: &str| members.iter().filter(|(known, _)| known == name).map(|(_, v)| v.clone()).collect::<Vec<_>>();
    let names: Vec<&str> = members.iter().map(|(name, _)| name.as_ref()).collect();
    assert_eq!(names, ["z", "a", "a", "n", "deep", "deeper", "far", "e"]);
    assert_eq!(of("z"), [Member::Other("1.50")]);
    assert_eq!(of("a"), [Member::Text("té".into()), Member::Null]);
    assert_eq!(of("n"), [Member::Other(r#"{"b": [2]}"#)]);
    assert_eq!(of("deep"), [Member::Other(nested(99).as_str())]);
    assert_eq!([of("deeper"), of("far")], [[Member::Unfit], [Member::Unfit]]);
    assert_eq!(of("e"), [Member::Text("".into())]);
    for wrong in ["[]", "\"a\"", "{} {}", "{\"a\":1}x"] {
        assert_eq!(super::members(wrong).err(), Some(Fault::Malformed), "{wrong}");
    }
}

proptest! {
    #[test]
    fn what_another_parser_reads_is_read_alike(text in text()) {
        let theirs = serde_json::from_str::<Value>(&text);
        // Theirs has no number beyond all doubles.
        match (read(&text), theirs) {
            (Ok(ours), Ok(theirs)) => prop_assert!(alike(&ours, &theirs), "{} {}", ours, theirs),
            (Err(_), Err(_)) => {}
            (ours, theirs) => prop_assert!(text.contains(['e', 'E']) && ours.is_ok(), "{:?} {:?}", ours, theirs),
        }
    }
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[\\[\\]{},:\"a1 ]{0,12}",
        "\\[(-?[0-9]{1,25}(\\.[0-9]{1,4})?([eE][+-]?[0-9]{1,2})?,?){1,4}\\]",
        "\"(\\\\[\"\\\\/bfnrtux]|\\\\u[0-9a-fA-F]{4}|[a-z\u{e9}\u{1f600}]){0,6}\"",
        "\\{(\"[ab]\": ?(null|true|\\[\\]|\\{\\}|\"x\"|-0|[0-9]),?){0,4}\\}",
    ]
}
