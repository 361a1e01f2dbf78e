//! Converts the knowledge and interface texts from TOML, which is easier to write, to JSON, which is parsed ten
//! times as fast: the program loads them at every start.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use regex::Regex;
use serde::Deserialize as _;
use serde_json::{Value, json};
use toml::de::{DeTable, DeValue, ValueDeserializer};

fn main() -> Result<(), Box<dyn Error>> {
    let out = env::var("OUT_DIR")?;
    for (folder, convert) in [
        ("knowledge", knowledge as fn(&str) -> Result<Value, Box<dyn Error>>),
        ("words", words),
        ("glossary", words),
        ("secrets", words),
    ] {
        let folder = Path::new("assets").join(folder);
        // Covers added files as well as changed ones.
        println!("cargo::rerun-if-changed={}", folder.display());
        for path in fs::read_dir(&folder)?.map(|file| file.map(|file| file.path())) {
            let path = path?;
            if path.extension().is_none_or(|extension| extension != "toml") {
                continue;
            }
            let json = convert(&fs::read_to_string(&path)?)
                .map_err(|error| format!("{}: {error}", path.display()))?;
            let name = path.file_stem().unwrap_or_default();
            fs::write(Path::new(&out).join(name).with_extension("json"), json.to_string())?;
        }
    }
    Ok(())
}

fn words(text: &str) -> Result<Value, Box<dyn Error>> {
    Ok(toml::from_str(text)?)
}

/// Each item with its line number, in file order: `[[35, {"rule": {…}}], …]`.
fn knowledge(text: &str) -> Result<Value, Box<dyn Error>> {
    let mut items = Vec::new();
    for (name, value) in DeTable::parse(text)?.into_inner() {
        if name.get_ref() == "format" {
            continue;
        }
        let values = match value.get_ref() {
            DeValue::Array(_) => match value.into_inner() {
                DeValue::Array(values) => values.into_iter().collect(),
                _ => Vec::new(),
            },
            _ => vec![value],
        };
        for value in values {
            let start = value.span().start;
            let line = 1 + text.as_bytes()[..start].iter().filter(|byte| **byte == b'\n').count();
            let value = Value::deserialize(ValueDeserializer::from(value))?;
            patterns(name.get_ref(), &value)?;
            items.push((line, name.get_ref().to_string(), value));
        }
    }
    items.sort_by_key(|(line, ..)| *line);
    Ok(items.into_iter().map(|(line, name, value)| json!([line, { name: value }])).collect())
}

/// Compiles the regular expressions of an item: one that does not compile would never match.
fn patterns(name: &str, item: &Value) -> Result<(), Box<dyn Error>> {
    let at = |path: &str| item.pointer(path).and_then(Value::as_str);
    let found: Vec<&str> = match name {
        "rule" => {
            let conditions = item["when"].as_array().into_iter().flatten();
            conditions.filter_map(|when| when["message"].as_str()).collect()
        }
        "condition" => at("/message").into_iter().chain(at("/email")).collect(),
        "network" => at("/match").into_iter().collect(),
        "gateway" => {
            let headers = item["headers"].as_object().into_iter().flat_map(|headers| headers.values());
            headers.filter_map(Value::as_str).chain(at("/body")).collect()
        }
        _ => Vec::new(),
    };
    for pattern in found {
        Regex::new(pattern).map_err(|error| format!("{name} {}: {error}", item["id"]))?;
    }
    Ok(())
}
