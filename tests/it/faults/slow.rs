//! Sources that are slow: progress is shown, Ctrl-C ends the program at once, and the browser answers keys. What
//! comes in small pieces is read as what comes whole.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use rustix::io::ioctl_fionread;

use crate::pty::{self, DOWN, RAMURE, Session, command};
use crate::support::{VALOMBRE, stdout};

use super::{COMMANDS, Place, for_each, output, ramure, reads, text};

const DEADLINE: Duration = Duration::from_secs(60);

#[test]
fn a_source_that_sends_nothing_is_waited_for_in_words_until_ctrl_c() {
    let commands: Vec<&[&str]> = COMMANDS.into_iter().filter(|command| reads(command)).collect();
    for_each(&commands, |command| {
        let place = Place::new();
        let args = place.args(command, "-").join(" ");
        let script = format!(
            "trap : INT; mkfifo \"$FILE.pipe\"; (printf '{{'; exec sleep 60) > \"$FILE.pipe\" & \
             \"$RAMURE\" {args} --lang en < \"$FILE.pipe\"; echo status $?; kill $!"
        );
        let mut session = Session::start(pty::script(&script, &place.path("town.json")), 80, 24);
        session.wait_for_text("ramure: reading…");
        session.send("\x03");
        session.wait_for_text("status 130");
        session.exit();
    });
}

/// Writes to a named pipe, which waits for its reader.
fn feed(pipe: &Path, bytes: &[u8]) {
    let mut writer = File::options().write(true).open(pipe).expect("a reader");
    writer.write_all(bytes).expect("written");
}

#[test]
fn the_browser_answers_keys_while_it_reads_again() {
    let place = Place::new();
    let file = place.path("town.json");
    let args = ["--no-cache", "--lang", "en", text(&file)];
    let open = || {
        let session = Session::start(command(RAMURE, &args), 80, 24);
        session.wait_for_text("Cabinet");
        session
    };
    let mut session = open();
    fs::remove_file(&file).expect("removed");
    rustix::fs::mkfifoat(rustix::fs::CWD, &file, 0o600.into()).expect("a pipe");
    session.send("\x12");
    session.wait_for_text("reading the files…");
    session.send(DOWN);
    session.wait_for_text("2 of 12");
    feed(&file, VALOMBRE.replace("Cabinet", "Bureau").as_bytes());
    session.wait_for_text("Bureau");
    session.send(DOWN);
    session.wait_for_text("5 of 12");
    // And it quits while nothing comes, and by a signal.
    session.send("\x12");
    session.wait_for_text("reading the files…");
    session.quit();
    fs::remove_file(&file).expect("removed");
    fs::write(&file, VALOMBRE).expect("written");
    let mut session = open();
    fs::remove_file(&file).expect("removed");
    rustix::fs::mkfifoat(rustix::fs::CWD, &file, 0o600.into()).expect("a pipe");
    session.send("\x12");
    session.wait_for_text("reading the files…");
    session.signal(rustix::process::Signal::TERM);
    session.exit();
    session.assert_restored();
}

const TABLE: &[u8] = b"id,name\na,A\nb,B\n";
/// The table, as `xz` and `zstd` compress it.
const XZ_TABLE: &[u8] = b"\xfd7zXZ\x00\x00\x04\xe6\xd6\xb4F\x02\x00!\x01\x16\x00\x00\x00t/\xe5\xa3\x01\x00\x0fid,name\x0aa,A\x0ab,B\x0a\x00\xd2\x1eq\xb1\xc2\x07\xdf\xf6\x00\x01(\x10\xe5\x0bl`\x1f\xb6\xf3}\x01\x00\x00\x00\x00\x04YZ";
const ZSTD_TABLE: &[u8] = b"(\xb5/\xfd\x04X\x81\x00\x00id,name\x0aa,A\x0ab,B\x0a<\xda\xb6?";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("packed")
}

fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::best());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("packed")
}

fn tar(bytes: &[u8]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes.len() as u64);
    archive.append_data(&mut header, "a.csv", bytes).expect("written");
    archive.into_inner().expect("ended")
}

fn zip(bytes: &[u8]) -> Vec<u8> {
    let mut archive = Vec::new();
    let mut writer = rawzip::ZipArchiveWriter::new(&mut archive);
    let (mut entry, config) = writer.new_file("a.csv").start().expect("started");
    let mut file = config.wrap(&mut entry);
    file.write_all(bytes).expect("written");
    let (_, descriptor) = file.finish().expect("written");
    entry.finish(descriptor).expect("ended");
    writer.finish().expect("ended");
    archive
}

/// What the program prints about bytes that it gets one at a time.
fn in_pieces(place: &Place, command: &[&str], bytes: &[u8]) -> String {
    let (reader, mut writer) = std::io::pipe().expect("a pipe");
    let mut program = ramure(&place.args(command, "-"));
    let child = program.stdin(reader).stdout(Stdio::piped()).spawn().expect("it runs");
    drop(program);
    let start = Instant::now();
    for byte in bytes {
        writer.write_all(&[*byte]).expect("a reader");
        // Until it was read.
        while ioctl_fionread(&writer).expect("a pipe") > 0 {
            assert!(start.elapsed() < DEADLINE, "it is not read");
            std::hint::spin_loop();
        }
    }
    drop(writer);
    stdout(&child.wait_with_output().expect("an end"))
}

#[test]
fn what_comes_a_byte_at_a_time_is_read_as_what_comes_whole() {
    let place = Place::new();
    let (town, pack) = (place.path("town.json"), place.path("target.rmr"));
    let packed = output(&mut ramure(&place.args(&["pack", "FILE", "-o", "TARGET"], text(&town))));
    assert!(packed.status.success(), "{packed:?}");
    let sources = [
        TABLE.to_vec(),
        VALOMBRE.as_bytes().to_vec(),
        fs::read(pack).expect("a pack"),
        gzip(TABLE),
        bzip2(TABLE),
        XZ_TABLE.to_vec(),
        ZSTD_TABLE.to_vec(),
        tar(TABLE),
        gzip(&tar(TABLE)),
        zip(TABLE),
    ];
    for_each(&sources, |bytes| {
        let file = crate::support::file(bytes);
        let tree = ["tree", "--data", "FILE"];
        let whole = ramure(&place.args(&tree, "-")).stdin(File::open(&file).expect("a file")).output();
        let whole = stdout(&whole.expect("it runs"));
        assert!(whole.lines().count() > 1, "{whole}");
        assert_eq!(in_pieces(&place, &tree, bytes), whole);
    });
}
