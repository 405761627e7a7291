//! The options of every example. Knows nothing of what an example does.

use std::path::PathBuf;

/// Where the model is, where threads are kept, and who says yes.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    /// A live model: the address of an OpenAI-compatible API. Without one the example plays its recordings.
    #[arg(
        long,
        global = true,
        env = "AGENT_MODEL_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    pub model_url: Option<String>,

    /// The live model's name.
    #[arg(long, global = true, env = "AGENT_MODEL", value_name = "NAME")]
    pub model: Option<String>,

    /// Where threads are kept, one file each.
    #[arg(long, global = true, value_name = "DIR", default_value = ".threads")]
    pub threads: PathBuf,

    /// Say yes to every approval; the log keeps `--approve` as the one who did.
    #[arg(long, global = true)]
    pub approve: bool,

    /// Write telemetry as JSON lines to a file, or to the standard output with `-`.
    #[arg(long, global = true, value_name = "FILE")]
    pub json: Option<PathBuf>,

    /// Record the live model's answers, to be played back later.
    #[arg(long, global = true, value_name = "FILE")]
    pub record: Option<PathBuf>,
}
