//! The macro that turns the list of mechanisms into the enum that packs are read with. Not the list itself.

/// Declares each mechanism once: its name in packs, its scope, its parameters.
macro_rules! checks {
    (
        with parameters { $($given:ident $given_name:literal: $given_scope:ident = $given_type:ty;)* }
        without parameters { $($bare:ident $bare_name:literal: $bare_scope:ident = $bare_type:ty;)* }
    ) => {
        /// A mechanism with its parameters, as a pack writes it under `check:`.
        #[derive(Debug, Deserialize, JsonSchema)]
        pub enum CheckSpec {
            $(
                #[expect(missing_docs, reason = "the parameters' own type says it")]
                #[serde(rename = $given_name)]
                $given($given_type),
            )*
            $(
                #[expect(missing_docs, reason = "the mechanism's own type says it")]
                #[serde(rename = $bare_name)]
                $bare,
            )*
        }

        impl CheckSpec {
            /// Every mechanism's name in packs.
            pub const NAMES: &'static [&'static str] = &[$($given_name,)* $($bare_name,)*];

            /// Its name in packs.
            #[must_use]
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$given(_) => $given_name,)*
                    $(Self::$bare => $bare_name,)*
                }
            }

            /// The `{names}` that a message of it may use.
            #[must_use]
            pub fn values(&self) -> &'static [&'static str] {
                match self {
                    $(Self::$given(check) => check.values(),)*
                    $(Self::$bare => <$bare_type as Mechanism>::VALUES,)*
                }
            }

            /// The related places that it may name.
            #[must_use]
            pub fn roles(&self) -> &'static [&'static str] {
                match self {
                    $(Self::$given(_) => <$given_type as Mechanism>::ROLES,)*
                    $(Self::$bare => <$bare_type as Mechanism>::ROLES,)*
                }
            }

            /// Fields of [`Language`] without which it has nothing to say in a language.
            #[must_use]
            pub fn needs(&self) -> &'static [&'static str] {
                match self {
                    $(Self::$given(_) => <$given_type as Mechanism>::NEEDS,)*
                    $(Self::$bare => <$bare_type as Mechanism>::NEEDS,)*
                }
            }

            /// The patterns among its parameters.
            #[must_use]
            pub fn patterns(&self) -> Vec<&Pattern> {
                match self {
                    $(Self::$given(check) => check.patterns(),)*
                    $(Self::$bare => Vec::new(),)*
                }
            }

            /// What its type cannot say of its parameters.
            ///
            /// # Errors
            /// Says in one line what is wrong, with the word that is wrong in backquotes.
            pub fn prove(&self) -> Result<(), String> {
                match self {
                    $(Self::$given(check) => check.prove(),)*
                    $(Self::$bare => Ok(()),)*
                }
            }

            /// Ready to run.
            #[must_use]
            pub fn build(self) -> Check {
                match self {
                    $(Self::$given(check) => Check::$given_scope(Box::new(check)),)*
                    $(Self::$bare => Check::$bare_scope(Box::new(<$bare_type>::default())),)*
                }
            }
        }
    };
}
