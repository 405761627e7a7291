/// Search the articles.
#[allow(
    clippy::needless_pass_by_value,
    clippy::ptr_arg,
    clippy::trivially_copy_pass_by_ref
)]
fn search_kb(query: String, limit: u32, author: Option<String>) -> u64 {
    0
}
/// Search the articles.
#[allow(missing_docs, private_interfaces)]
struct SearchKb {
    query: String,
    limit: u32,
    author: Option<String>,
}
#[allow(unused_qualifications, deprecated)]
const _: () = {
    use ::agent_core::__private as __p;
    const __FIELDS: [__p::Field; 3usize] = [
        __p::Field {
            name: "query",
            doc: "",
            place: __p::place!(),
            ..<String as __p::Input>::INPUT
        },
        __p::Field {
            name: "limit",
            doc: "",
            place: __p::place!(),
            bounds: &[
                ::agent_core::__private::Bound::Minimum(
                    ::agent_core::__private::Limit::Integer(1i128),
                ),
                ::agent_core::__private::Bound::Maximum(
                    ::agent_core::__private::Limit::Integer(50i128),
                ),
            ],
            ..<u32 as __p::Input>::INPUT
        },
        __p::Field {
            name: "author",
            doc: "",
            place: __p::place!(),
            ..<Option<String> as __p::Input>::INPUT
        },
    ];
    static __ARGUMENTS: __p::Shape = __p::arguments(
        "SearchKb",
        "Search the articles.",
        1647744441917390041u64,
        &__FIELDS,
    );
    static __CONTRACT: __p::Contract = {
        let __contract = __p::Contract {
            class: __p::Class::Read,
            concurrent: true,
            blocking: true,
            ..__p::contract::<SearchKb>("search_kb", &__ARGUMENTS, __p::place!())
        };
        use __p::PlainReturn as _;
        __p::assert!(
            < __p::Return < u64 >> ::PLAIN,
            "tool `search_kb` must name its `Result`\nnote: the return type is an alias; write `Result<T, E>`, or end the alias's name in `Result`"
        );
        __contract
    };
    const _: () = ::agent_core::__private::check_bound(
        <u32 as __p::Input>::INPUT.shape,
        &::agent_core::__private::Bound::Minimum(
            ::agent_core::__private::Limit::Integer(1i128),
        ),
        "range",
    );
    const _: () = ::agent_core::__private::check_bound(
        <u32 as __p::Input>::INPUT.shape,
        &::agent_core::__private::Bound::Maximum(
            ::agent_core::__private::Limit::Integer(50i128),
        ),
        "range",
    );
    const _: &[__p::u8] = __p::include_bytes!(
        "…/src/tool/golden/search_kb.json"
    );
    const __PIN: &__p::Pin = &__p::Pin {
        file: "src/tool/golden/search_kb.json",
        name: "",
        schema: __p::PinNode {
            at: "1:1",
            null: false,
            kind: __p::PinKind::Object(__p::PinObject {
                properties: &[
                    __p::PinProperty {
                        name: "query",
                        required: true,
                        schema: __p::PinNode {
                            at: "1:40",
                            null: false,
                            kind: __p::PinKind::TEXT,
                        },
                    },
                    __p::PinProperty {
                        name: "limit",
                        required: true,
                        schema: __p::PinNode {
                            at: "1:100",
                            null: false,
                            kind: __p::PinKind::Integer(__p::PinRange {
                                low: __p::Some(__p::PinEnd {
                                    limit: __p::Limit::Integer(1i128),
                                    open: false,
                                }),
                                high: __p::Some(__p::PinEnd {
                                    limit: __p::Limit::Integer(50i128),
                                    open: false,
                                }),
                            }),
                        },
                    },
                ],
                rest: __p::PinRest::Refused,
                keys: __p::PinKeys::Any,
                length: __p::PinLength::ANY,
            }),
        },
    };
    const _: () = __p::refuse(
        "parameter `author` is not in src/tool/golden/search_kb.json\nnote: remove it, or add it to the file's `properties`",
    );
    const _: () = __p::check_pinned(__PIN, &__FIELDS[0usize]);
    const _: () = __p::check_pinned(__PIN, &__FIELDS[1usize]);
    #[automatically_derived]
    impl __p::Tool for SearchKb {
        const CONTRACT: &'static __p::Contract = &__CONTRACT;
        type Output = u64;
        fn from_json(__text: &__p::str) -> __p::Result<Self, __p::ArgumentError> {
            let mut __args = __p::Args::read(__text, __p::ShapeRef::new(&__ARGUMENTS))?;
            __p::Ok(Self {
                query: <String as __p::Input>::take(&mut __args, 0usize)?,
                limit: <u32 as __p::Input>::take(&mut __args, 1usize)?,
                author: <Option<String> as __p::Input>::take(&mut __args, 2usize)?,
            })
        }
    }
    #[automatically_derived]
    impl<__D: ?__p::Sized + __p::Sync> __p::Call<__D> for SearchKb {
        fn call(
            self,
            __deps: &__D,
            __cx: &__p::CallContext,
        ) -> impl __p::Future<
            Output = __p::Result<<SearchKb as __p::Tool>::Output, __p::Failure>,
        > + __p::Send {
            async move { __p::Ok(search_kb(self.query, self.limit, self.author)) }
        }
    }
    #[automatically_derived]
    impl __p::Serialize for SearchKb {
        fn serialize<__S: __p::Serializer>(
            &self,
            __s: __S,
        ) -> __p::Result<__S::Ok, __S::Error> {
            let mut __call = __p::Serializer::serialize_struct(__s, "SearchKb", 3usize)?;
            <String as __p::Input>::write(&self.query, &mut __call, "query")?;
            <u32 as __p::Input>::write(&self.limit, &mut __call, "limit")?;
            <Option<String> as __p::Input>::write(&self.author, &mut __call, "author")?;
            __p::SerializeStruct::end(__call)
        }
    }
    #[automatically_derived]
    impl __p::clone::Clone for SearchKb {
        fn clone(&self) -> Self {
            Self {
                query: <String as __p::Input>::copy(&self.query),
                limit: <u32 as __p::Input>::copy(&self.limit),
                author: <Option<String> as __p::Input>::copy(&self.author),
            }
        }
    }
    #[automatically_derived]
    impl __p::cmp::PartialEq for SearchKb {
        fn eq(&self, __other: &Self) -> __p::bool {
            __p::same_json(self, __other)
        }
    }
    #[automatically_derived]
    impl __p::fmt::Debug for SearchKb {
        fn fmt(&self, __f: &mut __p::fmt::Formatter<'_>) -> __p::fmt::Result {
            __p::debug("SearchKb", self, __f)
        }
    }
};
