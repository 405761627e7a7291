//! Our rendering is Jinja's: the same templates over random values, through both.

use std::collections::BTreeMap;

use agent_core::prelude::*;
use agent_core::prompt::Messages;
use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, UndefinedBehavior, Value};
use proptest::prelude::*;
use serde_json::Value as Json;

/// One of the values in the list.
#[data]
struct Item {
    name: String,
    size: i64,
    tags: Vec<String>,
    next: Option<String>,
}

/// A word with a meaning.
#[data]
enum Tier {
    Gold,
    Silver,
}

/// The variables of every template here.
#[data]
struct Values {
    text: String,
    number: i64,
    share: f64,
    yes: bool,
    maybe: Option<String>,
    user: Item,
    items: Vec<Item>,
    names: Vec<String>,
    counts: Vec<u32>,
    map: BTreeMap<String, u32>,
    tier: Tier,
}

/// Templates, each with the struct that renders it.
macro_rules! templates {
    ($($name:ident: $text:literal,)*) => {
        $(
            #[prompt(text = $text)]
            struct $name {
                v: Values,
            }
        )*

        fn ours(values: &Values) -> Vec<(&'static str, String)> {
            vec![$(($text, $name { v: values.clone() }.render().unwrap())),*]
        }
    };
}

templates! {
    Plain: "{{ v.text }}|{{ v.number }}|{{ v.share }}|{{ v.yes }}|{{ v.maybe }}|{{ v.user.name }}|{{ v.tier }}\n",
    Nested: "{% for i in v.items %}{{ loop.index }}/{{ loop.length }} {{ i.name }}{% for t in i.tags %}[{{ t }}{{ loop.revindex0 }}{{ i.size }}]{% else %}no tags{% endfor %}{% if not loop.last %}, {% endif %}{% endfor %}",
    Shadowed: "{% for v in v.items %}{{ v.name }}{{ loop.first }}{% for v in v.tags %}{{ v }}{{ loop.index0 }}{% endfor %}{% endfor %}{{ v.text }}",
    Filters: "{{ v.text | upper }} {{ v.text | lower }} {{ v.text | trim }} {{ v.names | join(', ') }} {{ v.counts | join('-') | length }} {{ v.text | indent(3) }}",
    Lengths: "{{ v.names | length }} {{ v.text | length }} {{ v.map | length }} {{ v.user | count }} {{ v.names | first | default('none') }} {{ v.counts | last | default(0) }}",
    Missing: "{{ v.maybe | default('nobody') }} {{ v.maybe | upper }} {{ v.maybe | trim }} {{ v.user.next }} {{ v.map.other }} {% if v.maybe is defined %}d{% else %}u{% endif %}{% if v.user.next is not defined %}n{% endif %}",
    Truth: "{% if v.text %}a{% endif %}{% if not v.number %}b{% endif %}{% if v.share %}c{% endif %}{% if v.yes and v.names or v.maybe %}d{% elif v.map %}e{% else %}f{% endif %}{% if not (v.yes or v.items) %}g{% endif %}{% if not (v.yes and v.items) %}h{% endif %}",
    Compared: "{% if v.number == 3 %}a{% endif %}{% if v.number != v.share %}b{% endif %}{% if v.number < 2.5 %}c{% endif %}{% if v.text <= 'm' %}d{% endif %}{% if not v.number >= -1 %}e{% endif %}{% if not v.share > v.number %}f{% endif %}{% if v.tier == 'Gold' %}g{% endif %}{% if v.yes == true %}h{% endif %}{% if v.maybe == 'x' %}i{% endif %}{% if v.counts == v.counts %}j{% endif %}",
    Contained: "{% if 'a' in v.text %}a{% endif %}{% if v.text not in v.names %}b{% endif %}{% if 'k' in v.map %}c{% endif %}{% if 3 in v.counts %}d{% endif %}{% if v.tier in 'Golden' %}e{% endif %}",
    Chosen: "{{ v.text if v.yes else v.number }}{{ 'only' if v.maybe }}{{ 'lit' }}{{ -3 }}{{ 2.0 }}{{ false }}",
    Space: "a\n  {%- if v.yes -%}\n  b  \n{%- endif %}\n{# gone -#}\n  c {{- v.number -}} d\n{% raw %}{{ raw }}{% endraw %}\r\nü\n\n",
}

/// As minijinja sees it, with `null` as undefined.
fn undefined_for_null(json: &Json) -> Value {
    match json {
        Json::Null => Value::UNDEFINED,
        Json::Array(items) => items.iter().map(undefined_for_null).collect(),
        Json::Object(members) => {
            let pairs = members.iter();
            Value::from_pairs(pairs.map(|(key, value)| (key.clone(), undefined_for_null(value))))
        }
        Json::String(text) => Value::from(text.as_str()),
        Json::Bool(yes) => Value::from(*yes),
        Json::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
            (Some(whole), ..) => Value::from(whole),
            (_, Some(whole), _) => Value::from(whole),
            (.., float) => Value::from(float.unwrap()),
        },
    }
}

fn theirs(template: &str, values: &Values) -> String {
    let mut environment = Environment::new();
    let mut syntax = SyntaxConfig::builder();
    syntax.keep_trailing_newline(true);
    environment.set_syntax(syntax.build().unwrap());
    environment.set_undefined_behavior(UndefinedBehavior::Lenient);
    let variables = undefined_for_null(&serde_json::json!({ "v": values }));
    let rendered = environment.render_str(template, variables);
    rendered.unwrap_or_else(|error| panic!("{template}: {error:#}"))
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        Just(String::from(" a\n\n b \r\n")),
        "[a-zß<&'\"]{1,6}",
        "\\PC{0,8}",
    ]
}

fn item() -> impl Strategy<Value = Item> {
    let tags = prop::collection::vec(word(), 0..3);
    let next = prop::option::of(word());
    (word(), any::<i64>(), tags, next).prop_map(|(name, size, tags, next)| Item {
        name,
        size,
        tags,
        next,
    })
}

fn share() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<f64>().prop_filter("JSON has no other", |share| share.is_finite()),
        (-4..9_i32).prop_map(f64::from),
    ]
}

fn values() -> impl Strategy<Value = Values> {
    let plain = (
        word(),
        prop_oneof![-3..5_i64, any::<i64>()],
        share(),
        any::<bool>(),
    );
    let lists = (
        prop::collection::vec(item(), 0..3),
        prop::collection::vec(word(), 0..3),
        prop::collection::vec(0..6_u32, 0..3),
        prop::collection::btree_map("[a-k]", any::<u32>(), 0..3),
    );
    let others = (prop::option::of(word()), item(), any::<bool>());
    (plain, lists, others).prop_map(|(plain, lists, others)| Values {
        text: plain.0,
        number: plain.1,
        share: plain.2,
        yes: plain.3,
        maybe: others.0,
        user: others.1,
        items: lists.0,
        names: lists.1,
        counts: lists.2,
        map: lists.3,
        tier: if others.2 { Tier::Gold } else { Tier::Silver },
    })
}

proptest! {
    #[test]
    fn every_template_renders_as_jinja_renders_it(values in values()) {
        for (template, ours) in ours(&values) {
            prop_assert_eq!(ours, theirs(template, &values), "{}", template);
        }
    }
}

#[prompt(text = "{{ v | tojson }}{{ v.names | tojson }}{{ v.maybe | tojson }}")]
struct AsJson {
    v: Values,
}

proptest! {
    /// Only the spaces differ, and the escapes for HTML, which a prompt has no use for.
    #[test]
    fn tojson_is_the_same_json(values in values()) {
        let text = AsJson { v: values.clone() }.render().unwrap();
        let mut found = serde_json::Deserializer::from_str(&text).into_iter::<Json>();
        let json = serde_json::to_value(&values).unwrap();
        prop_assert_eq!(found.next().unwrap().unwrap(), json.clone());
        prop_assert_eq!(found.next().unwrap().unwrap(), json["names"].clone());
        prop_assert_eq!(found.next().unwrap().unwrap(), json["maybe"].clone());
    }
}
