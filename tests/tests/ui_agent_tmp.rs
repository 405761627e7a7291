#[test]
fn ui() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/agent/fail/*.rs");
    cases.pass("ui/agent/pass/*.rs");
}
