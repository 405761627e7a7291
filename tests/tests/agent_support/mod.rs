//! A small shop and its hand-written tools.

use agent_core::agent::State;
use agent_core::contract::Contract;
use agent_core::schema::{Field, Fields, Kind, Schema, Shape, ShapeRef};
use agent_core::tool::{ArgumentError, Args, Call, CallContext, Failure, Provides, Tool};
