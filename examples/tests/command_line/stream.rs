//! An answer on the screen while it comes, without a model: a server on this machine speaks as a provider does.

use crate::Desk;

const STREAM: &str = env!("CARGO_BIN_EXE_stream");

#[test]
fn an_answer_that_breaks_off_begins_again_and_comes_whole() {
    let ran = Desk::new().run(STREAM, &[], "");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let whole = "Your parcel left the warehouse this morning. It comes tomorrow.";
    let lines: Vec<&str> = ran.stdout.lines().collect();
    let [broken, streamed, answer] = lines[..] else {
        panic!("{}", ran.stdout);
    };
    assert!(
        broken.starts_with("Your parcel") && broken.ends_with("[broke off, it begins again]"),
        "{broken}"
    );
    assert_eq!((streamed, answer), (whole, whole));
    assert!(
        ran.stderr
            .contains("no reply: the model's connection ended"),
        "{}",
        ran.stderr
    );
}
