//! Golden expansions: what users pay for, readable.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use quote::quote;

use super::agent;

fn expanded(attr: proc_macro2::TokenStream, item: proc_macro2::TokenStream) -> String {
    let file = syn::parse2(agent(attr, item)).unwrap();
    prettyplease::unparse(&file)
}

#[test]
fn every_kind_of_step() {
    let out = expanded(
        quote!(state = Case, deps = Shop, max_steps = 7, max_time = "30s"),
        quote! {
            /// Helps.
            pub enum Support {
                GetOrder(tools::GetOrder),
                #[tool(tools::refund)]
                Refund { order_id: String, amount: u64 },
                /// Asks.
                #[ask(answer = bool, urgency = high)]
                Confirm { question: String },
                /// Sleeps.
                #[wait]
                Sleep { seconds: u64 },
                /// Replies.
                #[done]
                Reply { message: String },
            }
        },
    );
    expect_test::expect_file!["golden/every_kind.rs"].assert_eq(&out);
}

#[test]
fn prefetched_tools() {
    let out = expanded(
        quote!(max_steps = 7),
        quote! {
            /// Deploys.
            pub enum Deployer {
                #[prefetch]
                OpenOrders(OpenOrders),
                #[prefetch(only)]
                ListTags(ListTags),
                /// Replies.
                #[done]
                Reply { message: String },
            }
        },
    );
    expect_test::expect_file!["golden/prefetched.rs"].assert_eq(&out);
}

#[test]
fn steps_of_other_agents() {
    let out = expanded(
        quote!(),
        quote! {
            /// Routes.
            pub enum Router {
                /// Asks the billing desk.
                #[sub(billing::Billing, name = "ask_billing")]
                Billing { question: String },
                /// Replies.
                #[done]
                Reply { message: String },
            }
        },
    );
    expect_test::expect_file!["golden/steps_of_other_agents.rs"].assert_eq(&out);
}

#[test]
fn after_an_error_all_names_still_exist() {
    let out = expanded(
        quote!(state = Case),
        quote! {
            pub enum Support {
                GetOrder(get_order),
                #[done]
                Reply { message: String },
            }
        },
    );
    expect_test::expect_file!["golden/fallback.rs"].assert_eq(&out);
}

/// Ten tools, a question and a final answer: what a usual agent costs its user's compiler.
#[test]
fn an_agent_of_ten_tools_stays_small() {
    let tools = (0..10)
        .map(|at| quote::format_ident!("Tool{at}"))
        .collect::<Vec<_>>();
    let item = quote! {
        /// Helps.
        pub enum Support {
            #(#tools(#tools),)*
            /// Asks.
            #[ask]
            Ask { question: String },
            /// Replies.
            #[done]
            Reply { message: String },
        }
    };
    let out = agent(quote!(state = Case), item).to_string();
    expect_test::expect!["20459 bytes"].assert_eq(&format!("{} bytes", out.len()));
}
