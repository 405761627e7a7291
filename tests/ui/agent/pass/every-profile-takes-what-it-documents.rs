use agent_core::prelude::*;

use std::collections::BTreeMap;

/// A folder.
#[agent_core::data]
pub struct Folder {
    name: String,
    below: Vec<Folder>,
}

/// A link.
#[agent_core::data]
pub struct Link {
    next: Option<Box<Link>>,
}

/// A page, which holds another page of something else.
#[agent_core::data]
pub struct Page<T> {
    items: Vec<T>,
}

/// A tree of one's own kind.
#[agent_core::data]
pub struct Tree<T> {
    value: T,
    below: Vec<Tree<T>>,
}

/// Anything.
#[tool(read)]
pub fn anything(map: BTreeMap<String, u8>, any: serde_json::Value, folder: Folder, tree: Tree<u8>, größe: u8) -> u64 {
    drop((map, any, folder, tree, größe));
    1
}

/// Maps and links.
#[tool(read)]
pub fn links(map: BTreeMap<u8, Vec<u8>>, link: Link) -> u64 {
    drop((map, link));
    1
}

/// Folders.
#[tool(read)]
pub fn folders(folder: Folder, link: Link, tree: Tree<u8>) -> u64 {
    drop((folder, link, tree));
    1
}

/// Pages.
#[tool(read)]
pub fn pages(pages: Page<Page<u8>>, more: Option<Page<String>>) -> u64 {
    drop((pages, more));
    1
}

macro_rules! agent {
    ($module:ident, $profile:ident, $($call:ident),*) => {
        mod $module {
            use super::*;

            /// Helps.
            #[agent(profile = $profile)]
            pub enum Support {
                $($call($call),)*
                /// Reply.
                #[done]
                Reply { message: String },
            }
        }
    };
}

agent!(mcp, mcp, Anything, Links, Folders, Pages);
agent!(gemini, gemini, Links, Pages);
agent!(openai_strict, openai_strict, Folders, Pages);
agent!(anthropic, anthropic, Pages);
agent!(portable, portable, Pages);

/// Steps that are no longer offered need not fit.
#[agent]
pub enum Support {
    #[retired]
    Anything(Anything),
    Pages(Pages),
    /// Reply.
    #[done]
    Reply { message: String },
}

fn main() {
    assert_eq!(Support::SPEC.profile.name, "portable");
    assert_eq!(mcp::Support::SPEC.profile.name, "mcp");
    let specs = [
        gemini::Support::SPEC,
        openai_strict::Support::SPEC,
        anthropic::Support::SPEC,
        portable::Support::SPEC,
    ];
    for spec in specs {
        assert!(!spec.step_schema().is_empty(), "{}", spec.profile.name);
    }
}
