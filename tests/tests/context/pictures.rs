//! What is shown to the model beside words, under a budget.

use agent_core::context::{
    Bounds, Budget, ContextError, Estimate, Format, Plan, Rendered, assemble, make_room, measure,
};
use agent_core::event::{Fact, Part};
use agent_core::message::{InputPart, Media, Settings, UserMessage};
use agent_core::wire::{AnthropicDialect, Dialect, GeminiDialect, OpenAiChatDialect};

use crate::random::Walk;

/// Bytes of 200 KB, in base64.
fn data() -> String {
    "/9j4AAQSkZJRgABA".repeat(200 * 1024 / 12)
}

/// Tokens of the conversation with these attachments, or why it does not fit.
fn history(
    dialect: &'static dyn Dialect,
    format: Format,
    attachments: Vec<InputPart>,
) -> Result<u64, ContextError> {
    let mut walk = Walk::new(1, 5);
    let message = UserMessage {
        text: "What is this?".into(),
        attachments,
        pinned: false,
    };
    walk.append(&Fact::MessageReceived(message.into()));
    let settings = Settings::new("scripted");
    let (budget, counter) = (&Budget::default(), &Estimate);
    let plan = Plan {
        format,
        bounds: Some(Bounds { budget, counter }),
        ..Plan::new(dialect, &settings)
    };
    let rendered = &mut Rendered::default();
    let room = make_room(&walk.thread, &plan, rendered)?;
    assert_eq!(room, None);
    assemble(&walk.thread, &plan, rendered)?;
    Ok(measure(&walk.thread, &plan, rendered)?.history)
}

fn picture() -> InputPart {
    InputPart::Image(Media::base64("image/jpeg", data()))
}

#[test]
fn a_picture_costs_what_providers_take_for_it_at_most() {
    for dialect in [
        &OpenAiChatDialect as &'static dyn Dialect,
        &AnthropicDialect,
        &GeminiDialect,
    ] {
        let of = |attachments| history(dialect, Format::Messages, attachments).unwrap();
        let (none, one, two) = (
            of(Vec::new()),
            of(vec![picture()]),
            of(vec![picture(), picture()]),
        );
        assert!((1_600..1_700).contains(&(one - none)), "{none} {one}");
        assert!((1_600..1_700).contains(&(two - one)), "{one} {two}");
    }
}

/// The provider fetches it and takes as much for it; one text message has no place for it.
#[test]
fn a_picture_costs_as_much_by_its_address_and_nothing_where_it_is_not_shown() {
    let address = InputPart::Image(Media::url("https://example.com/a.png"));
    let shown = history(&OpenAiChatDialect, Format::Messages, vec![address]).unwrap();
    assert!((1_600..1_750).contains(&shown), "{shown}");
    let named = history(&OpenAiChatDialect, Format::XML, vec![picture()]).unwrap();
    assert!(named < 100, "{named}");
}

#[test]
fn other_files_are_counted_as_the_text_that_they_are() {
    let file = InputPart::File(Media::base64("application/pdf", data()));
    let refused = history(&AnthropicDialect, Format::Messages, vec![file]).unwrap_err();
    let ContextError::Budget(exceeded) = refused else {
        panic!("{refused}");
    };
    assert_eq!(exceeded.part, Part::History);
    assert!(exceeded.need > 50_000, "{exceeded}");
}
