#!/usr/bin/env python3
"""Replays sales through real terminals while SIGKILL hits HQ and terminals, and compares the books with an import.

The same sales are imported into one HQ (the baseline) and sold by real terminal programs into another, whose process
and whose terminals are killed at random moments of the progress (the same for the same seed). Then the two HQs must
print the same `report vip --format json` and `report branches --format csv`, byte for byte but for the ids of members
(the field "member" of the VIP report); `verify` holds, no outbox holds an entry, every receipt is there exactly once.

The acceptance run, from the project's root:

    tests/fault/crash_replay.py --programs build/ci/bin --sales ../shared/data/completejourney_transactions_sample.csv.zst \\
        --map branch=store_id --map receipt=basket_id --map sold_at=transaction_timestamp --map card=household_id \\
        --map sku=product_id --map amount=sales_value --const terminal=1 --currency USD --time-zone America/New_York \\
        --as-of 2017-12-31 --terminals 293 --speed 150000x --hq-kills 20 --terminal-kills 50 --seed 1

At full speed the whole year takes a minute, and HQ is killed more often than terminals come back; at 150,000 times the
year's own speed all of them are connected but for the moments after a kill.
"""
import argparse
import csv
import io
import os
import pathlib
import random
import re
import signal
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

LOOK_EVERY_S = 0.02
BACK_AFTER_KILL_S = 3.0
MEMBER_ID = re.compile(r'"member": ?"?[0-9]+"?')


class Failed(Exception):
    pass


def run(arguments, may_fail=False):
    done = subprocess.run([str(a) for a in arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0 and not may_fail:
        raise Failed(f"{' '.join(str(a) for a in arguments)}\n  ended with {done.returncode}: {done.stderr.strip()}")
    return done


def open_sales(path):
    if not str(path).endswith(".zst"):
        return open(path, encoding="utf-8-sig", newline="")
    text = subprocess.run(["zstd", "-dcq", str(path)], capture_output=True, check=True).stdout
    return io.StringIO(text.decode("utf-8-sig"), newline="")


class Chain:
    """The files: sales, and the branches, members and terminals that they name."""

    def __init__(self, options, folder):
        self.mapping = [x for m in options.map for x in ("--map", m)] + [x for c in options.const for x in ("--const", c)]
        self.others = []
        self.sales = options.sales
        if options.generate:
            run([options.programs / "pareto-replay", "--generate", options.generate, "--data", folder])
            self.sales = folder / "sales.csv"
            for kind in ("branches", "items", "members"):
                self.others += [f"--{kind}", folder / f"{kind}.csv"]
        columns = dict(m.split("=", 1) for m in options.map)
        constants = dict(c.split("=", 1) for c in options.const)
        cards, self.terminals = {}, {}
        with open_sales(self.sales) as file:
            for row in csv.DictReader(file):
                branch, terminal, card = (constants.get(f) if f in constants else row.get(columns.get(f, f), "")
                                          for f in ("branch", "terminal", "card"))
                self.terminals[branch, terminal] = None
                if card:
                    cards[card] = None
        if not options.generate:
            branches = {branch: None for branch, _ in self.terminals}
            for kind, header, values in (("branches", "branch,name", [f"{b},{b}" for b in branches]), ("members", "card", cards)):
                path = folder / f"{kind}.csv"
                path.write_text("\n".join([header, *values]) + "\n", encoding="utf-8")
                self.others += [f"--{kind}", path]


class Hq:
    def __init__(self, options, folder):
        self.program, self.folder, self.process, self.port, self.kills = options.programs / "pareto-hq", folder, None, 0, 0
        self.run("init", "--company", "Crash Replay", "--currency", options.currency, "--time-zone", options.time_zone)

    def run(self, command, *arguments, may_fail=False):
        return run([self.program, command, "--data", self.folder, *arguments], may_fail)

    def serve(self):
        with open(self.folder.with_suffix(".log"), "ab") as log:
            self.process = subprocess.Popen([self.program, "serve", "--data", self.folder, "--sync-port", str(self.port)],
                                            stdout=subprocess.PIPE, stderr=log, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("pareto-hq: syncing on "):
            raise Failed(f"pareto-hq serve did not start: see {self.folder.with_suffix('.log')}")
        self.port = int(line.rsplit(":", 1)[1])

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()
        self.kills += 1

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        if self.process.wait(60) != 0:
            raise Failed("pareto-hq did not end well on SIGTERM")

    def number(self, sql):
        # Read-only, so that it never moves the write-ahead log into the file.
        connection = sqlite3.connect(f"file:{self.folder}/hq.sqlite?mode=ro", uri=True, timeout=5)
        try:
            return connection.execute(sql).fetchone()[0]
        finally:
            connection.close()

    def reports(self, options):
        vip = self.run("report", "vip", "--format", "json", *options.period).stdout
        branches = self.run("report", "branches", "--format", "csv").stdout
        return MEMBER_ID.sub('"member":"-"', vip), branches


def children_of(process):
    try:
        return [int(p) for p in pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]
    except OSError:
        return []


def connections(port):
    """Established connections to this port of the loopback, as its server sees them (Linux, /proc/net/tcp)."""
    ends = (line.split()[1:4] for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:])
    return sum(1 for local, _, state in ends if state == "01" and int(local.rsplit(":", 1)[1], 16) == port)


def replay(options, chain, hq, folder, receipts):
    """Runs pareto-replay and kills at moments drawn from the progress.

    Returns what it printed, the kills of terminals, and the terminals connected from 5 % to 95 % of the receipts, without
    the moments after a kill of HQ in which all of them come back."""
    dice = random.Random(options.seed)
    moments = sorted([(dice.uniform(0.02, 0.8), "hq") for _ in range(options.hq_kills)] +
                     [(dice.uniform(0.02, 0.8), "terminal") for _ in range(options.terminal_kills)])
    codes = folder / "codes.csv"
    codes.write_text("".join(f"{b},{t},{hq.run('enrol', '--branch', b, '--terminal', t).stdout}" for b, t in chain.terminals))
    output = open(folder / "replay.out", "w+", encoding="utf-8")
    process = subprocess.Popen([options.programs / "pareto-replay", "--hq", f"127.0.0.1:{hq.port}", "--data", folder / "terminals",
                                "--enrol-with", codes, "--sales", chain.sales, *chain.mapping, "--terminals", str(options.terminals), "--speed", options.speed],
                               stdout=output, stderr=subprocess.STDOUT)
    killed = 0
    connected = []
    hq_killed_at = 0.0
    last_line = time.monotonic()
    try:
        while process.poll() is None:
            time.sleep(LOOK_EVERY_S)
            done = hq.number("select count(*) from sale") / receipts
            while moments and moments[0][0] <= done:
                if moments[0][1] == "hq":
                    hq_killed_at = time.monotonic()
                    hq.kill()
                    hq.serve()
                else:
                    children = children_of(process)
                    if not children:
                        break
                    os.kill(dice.choice(children), signal.SIGKILL)
                    killed += 1
                moments.pop(0)
            if 0.05 < done < 0.95 and time.monotonic() - hq_killed_at > BACK_AFTER_KILL_S:
                connected.append(connections(hq.port))
            if options.progress and time.monotonic() - last_line > 10:
                last_line = time.monotonic()
                print(f"  {done:.0%} at HQ; {hq.kills} kills of HQ, {killed} of terminals", flush=True)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        output.seek(0)
        text = output.read()
        output.close()
    if process.returncode != 0:
        raise Failed(f"pareto-replay ended with {process.returncode}:\n{text[-3000:]}")
    if moments:
        raise Failed(f"the replay ended before {len(moments)} kills could be done; take more sales")
    return text, killed, connected


def check_terminals(options, folder):
    """No entry is left in an outbox, and every journal's chain holds; returns the number of terminals."""
    count = 0
    for directory in sorted(p for p in (folder / "terminals").iterdir() if (p / "terminal.sqlite").exists()):
        terminal = options.programs / "pareto-terminal"
        status = run([terminal, "status", "--data", directory]).stdout
        for entries, at_hq in re.findall(r"registration \d+: (\d+) entries, (\d+) at HQ", status):
            if entries != at_hq:
                raise Failed(f"{directory}: {int(entries) - int(at_hq)} entries are still in the outbox")
        run([terminal, "journal", "--verify", "--data", directory])
        count += 1
    return count


def compare(options, folder):
    started = time.monotonic()
    (folder / "chain").mkdir()
    chain = Chain(options, folder / "chain")
    imported, replayed = Hq(options, folder / "imported"), Hq(options, folder / "replayed")
    imported.run("import", *chain.others)
    imported.run("import", "--sales", chain.sales, *chain.mapping)
    receipts = imported.number("select count(*) from sale")
    replayed.run("import", *chain.others)
    replayed.serve()
    try:
        text, killed, connected = replay(options, chain, replayed, folder, receipts)
        replayed.stop()
    finally:
        if replayed.process.poll() is None:
            replayed.kill()
    terminals = check_terminals(options, folder)
    for hq in (imported, replayed):
        hq.run("verify")
    for name, sql, wanted in (("sales", "select count(*) from sale", receipts), ("second histories", "select count(*) from fork", 0),
                              ("entries in suspense", "select count(*) from suspense", 0)):
        found = replayed.number(sql)
        if found != wanted:
            raise Failed(f"HQ has {found} {name}, not {wanted}")
    for name, one, other in zip(("vip", "branches"), imported.reports(options), replayed.reports(options)):
        if one != other:
            for hq, report in (("imported", one), ("replayed", other)):
                (folder / f"{name}.{hq}").write_text(report, encoding="utf-8")
            raise Failed(f"report {name} differs: diff {folder}/{name}.imported {folder}/{name}.replayed")
    print(text.strip().splitlines()[-2])
    if connected:
        print(f"terminals connected: at least {min(connected)}, median {statistics.median(connected):.0f}, at most {max(connected)}")
    print(f"{receipts} receipts, {terminals} terminals, {replayed.kills} kills of HQ, {killed} kills of terminals, "
          f"seed {options.seed}: the reports are equal, the books hold, no outbox holds an entry, every receipt is at HQ "
          f"exactly once ({time.monotonic() - started:.0f} s)")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=pathlib.Path, required=True, help="folder of pareto-hq, pareto-terminal, pareto-replay")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--sales", type=pathlib.Path)
    source.add_argument("--generate", metavar="branches=4,members=40,months=2,seed=7")
    parser.add_argument("--map", action="append", default=[], metavar="FIELD=COLUMN")
    parser.add_argument("--const", action="append", default=[], metavar="FIELD=VALUE")
    parser.add_argument("--currency", default="HKD")
    parser.add_argument("--time-zone", default="Asia/Hong_Kong")
    parser.add_argument("--as-of", default="")
    parser.add_argument("--terminals", type=int, default=20, help="terminal programs at a time")
    parser.add_argument("--speed", default="max", help="as pareto-replay has it: max, or so many times the time of the sales (100000x)")
    parser.add_argument("--hq-kills", type=int, default=20)
    parser.add_argument("--terminal-kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=pathlib.Path, help="a new folder for all files, kept; else a temporary one")
    parser.add_argument("--progress", action="store_true")
    options = parser.parse_args()
    options.programs = options.programs.resolve()
    options.period = ["--as-of", options.as_of, "--window-days", "365"] if options.as_of else []
    folder = options.work or pathlib.Path(tempfile.mkdtemp(prefix="pareto-crash-replay-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        compare(options, folder)
    except (Failed, OSError, subprocess.SubprocessError) as error:
        print(f"crash_replay: {error}\nthe files are in {folder}", file=sys.stderr)
        return 1
    if not options.work:
        shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
