#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| tongueprint_fuzz::mail(data));
