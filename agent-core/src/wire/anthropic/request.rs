//! Requests read: what the typed forms can say exactly becomes one of them, all else is kept as written.

use super::turn::Turn;
use super::{AnthropicDialect, blocks, encode, input, normal};
use crate::event::raw::{member, members};
use crate::message::{
    Effort, InputPart, Request, RequestChoice, RequestMessage, RequestOutput, RequestResult,
    RequestTool, Said,
};
use crate::wire::fault::start_of;
use crate::wire::read::same_text;
use crate::wire::{Dialect, WireError, found};

pub(super) fn read(body: &str) -> Result<Request, WireError> {
    let json = found::json(body)?;
    if member(json, "messages").is_none_or(|list| !list.starts_with('[')) {
        return Err(WireError::Empty {
            missing: "/messages",
            start: start_of(body),
        });
    }
    let mut request = Request {
        messages: found::list(json, "messages")
            .into_iter()
            .flat_map(messages)
            .collect(),
        output: member(json, "tools").and_then(tools).unwrap_or_default(),
        ..Request::default()
    };
    for (name, value) in members(json).map_while(Result::ok) {
        if name != "messages" && !take_in(&mut request, &name, value) {
            request
                .settings
                .extra
                .insert(name.into_owned(), value.to_owned());
        }
    }
    think(&mut request);
    choose(&mut request, json);
    Ok(request)
}

/// Takes in one member; false where the typed forms cannot say it.
fn take_in(request: &mut Request, name: &str, value: &str) -> bool {
    let settings = &mut request.settings;
    match name {
        "model" => found::string(value)
            .map(|model| settings.model = model)
            .is_some(),
        "max_tokens" => value
            .parse()
            .map(|most| settings.max_output_tokens = Some(most))
            .is_ok(),
        "temperature" => found::number(value)
            .map(|it| settings.temperature = Some(it))
            .is_some(),
        "top_p" => found::number(value)
            .map(|it| settings.top_p = Some(it))
            .is_some(),
        "stream" => {
            request.stream = value == "true";
            request.stream
        }
        "system" => system(value).map(|texts| request.system = texts).is_some(),
        "tools" => matches!(request.output, RequestOutput::Tools { .. }),
        "output_config" => {
            output_config(request, value);
            true
        }
        _ => false,
    }
}

fn system(value: &str) -> Option<Vec<String>> {
    if let Some(text) = found::string(value) {
        return Some(vec![text]);
    }
    let blocks = found::all(value);
    let plain = |block: &&str| found::has_only(block, blocks::TEXT);
    if blocks.is_empty() || !blocks.iter().all(plain) {
        return None;
    }
    blocks
        .into_iter()
        .map(|block| found::text(block, "text"))
        .collect()
}

/// The tools, if there is none of the provider's own and nothing special about any.
fn tools(value: &str) -> Option<RequestOutput> {
    let tools = found::all(value);
    let typed = tools.iter().map(|written| {
        let tool = RequestTool {
            name: found::text(written, "name")?,
            description: found::text(written, "description").unwrap_or_default(),
            parameters: found::object(written, "input_schema")?.to_owned(),
            strict: member(written, "strict").and_then(|strict| strict.parse().ok()),
        };
        let mut again = String::new();
        encode::tool(&mut again, &tool.definition());
        same_text(&again, written).then_some(tool)
    });
    let tools: Vec<RequestTool> = typed.collect::<Option<_>>()?;
    let choice = RequestChoice::Unset;
    (!tools.is_empty()).then_some(RequestOutput::Tools { tools, choice })
}

fn output_config(request: &mut Request, config: &str) {
    for (name, value) in members(config).map_while(Result::ok) {
        if name == "format"
            && let RequestOutput::Text = request.output
            && found::text(value, "type").as_deref() == Some("json_schema")
            && found::has_only(value, &["type", "schema"])
            && let Some(schema) = found::object(value, "schema")
        {
            request.output = RequestOutput::Json {
                name: String::new(),
                schema: schema.to_owned(),
                strict: None,
            };
        } else {
            let name = format!("{}{name}", encode::CONFIG);
            request.settings.extra.insert(name, value.to_owned());
        }
    }
}

/// A choice says something of the tools that are typed; beside other tools it stays as it is.
fn choose(request: &mut Request, json: &str) {
    let (Some(written), RequestOutput::Tools { choice, .. }) =
        (member(json, "tool_choice"), &mut request.output)
    else {
        // The answer's form is either tools or JSON; who asks for both has the latter as an extra.
        return;
    };
    let kind = found::text(written, "type");
    let typed = match kind.as_deref() {
        Some("auto") => RequestChoice::Auto,
        Some("any") => RequestChoice::Required,
        Some("none") => RequestChoice::None,
        Some("tool") => match found::text(written, "name") {
            Some(name) => RequestChoice::Named(name),
            None => return,
        },
        _ => return,
    };
    let named = matches!(typed, RequestChoice::Named(_));
    let keys: &[&str] = if named { &["type", "name"] } else { &["type"] };
    let allowed = encode::allowed(typed.choice(), &request.settings) == typed.choice();
    if allowed && found::has_only(written, keys) {
        *choice = typed;
        request.settings.extra.remove("tool_choice");
    }
}

/// Thinking and effort together are a grade of reasoning, where they say the same as it would.
fn think(request: &mut Request) {
    let extra = &mut request.settings.extra;
    let thinking = extra.get("thinking").map_or("", String::as_str);
    let effort = extra
        .get("output_config.effort")
        .and_then(|word| found::string(word));
    let is = |kind| {
        found::text(thinking, "type").as_deref() == Some(kind)
            && found::has_only(thinking, &["type"])
    };
    let grade = match effort {
        None if is("disabled") => Some(Effort::None),
        Some(word) if is("adaptive") => {
            let grade = Effort::of_word(&word);
            grade.filter(|grade| !matches!(grade, Effort::None | Effort::Minimal))
        }
        _ => None,
    };
    if grade.is_some() {
        extra.remove("thinking");
        extra.remove("output_config.effort");
        request.settings.reasoning = grade;
    }
}

/// A message in its typed forms if they say all of it, and as it was written if not.
fn messages(written: &str) -> Vec<RequestMessage> {
    let typed = typed(written).unwrap_or_default();
    let mut again = String::new();
    for (at, message) in typed.iter().enumerate() {
        message.with(|message| AnthropicDialect.message(&mut again, message, at == 0));
    }
    if normal::same(&format!("[{again}]"), &format!("[{written}]")) {
        typed
    } else {
        vec![RequestMessage::Raw(written.to_owned())]
    }
}

fn typed(written: &str) -> Option<Vec<RequestMessage>> {
    let role = found::text(written, "role")?;
    let content = member(written, "content")?;
    let text = found::string(content);
    match (role.as_str(), text) {
        ("system", text) => Some(vec![RequestMessage::System(
            text.or_else(|| one_text(content))?,
        )]),
        ("user", Some(text)) => Some(vec![RequestMessage::User(text)]),
        ("user", None) => said_by_user(&found::all(content)),
        ("assistant", Some(text)) => Some(vec![RequestMessage::Assistant {
            text: Some(text),
            calls: Vec::new(),
            said: None,
        }]),
        ("assistant", None) => Some(vec![turn(content)]),
        _ => None,
    }
}

/// What a content says that is one text block and nothing else.
fn one_text(content: &str) -> Option<String> {
    let [block] = found::all(content)[..] else {
        return None;
    };
    match input::read(block)? {
        InputPart::Text(text) => Some(text),
        _ => None,
    }
}

/// Results, then what else is said: the provider takes messages of one role in a row for one.
fn said_by_user(blocks: &[&str]) -> Option<Vec<RequestMessage>> {
    let results: Vec<_> = blocks.iter().map_while(|block| result(block)).collect();
    let parts = blocks[results.len()..]
        .iter()
        .map(|block| input::read(block));
    let mut parts: Vec<InputPart> = parts.collect::<Option<_>>()?;
    let results = (!results.is_empty()).then_some(RequestMessage::ToolResults(results));
    let said = match parts.as_mut_slice() {
        [] => None,
        [InputPart::Text(text)] => Some(RequestMessage::User(std::mem::take(text))),
        _ => Some(RequestMessage::UserParts(parts)),
    };
    Some(results.into_iter().chain(said).collect())
}

fn result(block: &str) -> Option<RequestResult> {
    (found::text(block, "type")? == "tool_result").then_some(())?;
    let content = member(block, "content")?;
    Some(RequestResult {
        id: found::text(block, "tool_use_id")?,
        name: String::new(),
        content: found::string(content).or_else(|| one_text(content))?,
        failed: found::is_true(block, "is_error"),
    })
}

/// The model's turn, in its own words if it is more than words and calls.
fn turn(content: &str) -> RequestMessage {
    let mut turn = Turn::begun("");
    for block in found::all(content) {
        turn.take_in(block, blocks::input(block));
    }
    let reply = turn.reply();
    let plain = reply.said.is_none();
    RequestMessage::Assistant {
        text: reply.text,
        calls: reply.calls,
        said: (!plain).then(|| Said {
            dialect: super::NAME.to_owned(),
            json: content.to_owned(),
        }),
    }
}
