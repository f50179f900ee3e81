//! Arguments in, exit code out.

fn main() -> std::process::ExitCode {
    paralint::cli::main()
}
