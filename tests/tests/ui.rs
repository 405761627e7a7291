//! What the compiler says. Each case states one rule, in its name.

#[test]
fn ui() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/*/fail/*.rs");
    // One error each, although the item with the mistake is used all over the program.
    cases.compile_fail("ui/recover/*.rs");
    cases.pass("ui/*/pass/*.rs");
}
