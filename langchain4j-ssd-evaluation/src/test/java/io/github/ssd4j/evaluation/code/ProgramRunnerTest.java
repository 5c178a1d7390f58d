package io.github.ssd4j.evaluation.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On a real python3, with the strongest containment that this machine allows. */
class ProgramRunnerTest {

    private static final Limits LIMITS = new Limits(Duration.ofSeconds(5), 512L << 20, 4 << 20, 8);
    private static final Limits SHORT = new Limits(Duration.ofMillis(1500), 512L << 20, 4 << 20, 8);

    private static ProgramRunner runner;
    private static ProgramRunner hasty;

    @BeforeAll
    static void find_a_runner() {
        try {
            runner = ProgramRunner.create(LIMITS, true);
            hasty = ProgramRunner.create(SHORT, true);
        } catch (IllegalArgumentException e) {
            System.out.println("skipped: " + e.getMessage());
            assumeTrue(false, e.getMessage());
        }
        System.out.println("programs run with " + runner.containment());
    }

    @Test
    void should_pass_the_right_answers_to_problems() {
        List<CodeProblem> problems = ExampleProblems.all();
        List<String> answers = List.of(
                "    return 2 * number\n\nprint(double(3))",
                "    best = ''\n    for word in words:\n        if len(word) > len(best):\n            best = word\n"
                        + "    return best",
                "    return min(others, key=lambda other: distance(point, other))");
        for (int i = 0; i < problems.size(); i++) {
            assertPassed(runner.run(Programs.fromCompletion(problems.get(i), answers.get(i))));
            assertPassed(runner.run(Programs.fromChat(problems.get(i), "```python\n" + answers.get(i) + "\n```")));
        }
    }

    @Test
    void should_fail_a_wrong_answer_with_the_last_line_of_its_error() {
        CodeProblem problem = ExampleProblems.all().get(0);

        assertThat(runner.run(Programs.fromCompletion(problem, "    return number")))
                .isEqualTo(new Verdict(Outcome.FAILED, "AssertionError"));
        assertThat(runner.run(Programs.fromChat(problem, "It is double the number, of course.")))
                .isEqualTo(new Verdict(Outcome.FAILED, "SyntaxError: invalid syntax"));
        assertFailed(runner.run("raise ValueError('größer \\x1b[31m\\u202e\\n')"), "ValueError: größer  [31m");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "import sys; sys.exit(0)",
                "import os; os._exit(0)",
                "quit()",
                "import os; os.execv('/bin/true', ['true'])",
                "text = '''",
                "import os\nif os.fork() == 0: os._exit(0)\nimport sys; sys.exit()"
            })
    void should_not_pass_a_program_that_ends_before_its_checks(String beginning) {
        Verdict verdict = runner.run(beginning + "\nassert False\n");

        assertThat(verdict.outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void should_say_that_a_program_ended_before_its_checks() {
        assertFailed(runner.run("raise SystemExit"), "ended with status 0 before its checks were done");
        assertFailed(runner.run("import os; os.kill(os.getpid(), 9)"), "killed by SIGKILL");
        assertFailed(runner.run("import os; os.kill(os.getpid(), 40)"), "killed by signal 40");
        assertFailed(runner.run("import ctypes; ctypes.string_at(1)"), "killed by SIGSEGV");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "while True: pass",
                "import time; time.sleep(1000)",
                "while True: print('x' * 10000)",
                "import sys\nwhile True: sys.stderr.write('x' * 10000)",
                "import signal, time\nfor s in (1, 2, 13, 15, 24): signal.signal(s, signal.SIG_IGN)\ntime.sleep(1000)",
                "import os\nwhile True:\n  try: os.fork()\n  except OSError: pass"
            })
    void should_end_a_program_at_the_time_limit(String program) {
        assertThat(hasty.run(program)).isEqualTo(new Verdict(Outcome.TIMED_OUT, "time limit reached"));
    }

    @Test
    void should_end_children_that_outlive_the_program() throws IOException {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "no /proc to look for them in");
        // given: a child that left its session, and one more of it
        String mark = "ssd-outlives-" + System.nanoTime();
        String program = """
                import os, time
                if os.fork() == 0:
                    os.setsid()
                    if os.fork() == 0:
                        os.execv('/bin/sh', ['sh', '-c', 'sleep 300; : %s'])
                    time.sleep(300)
                """.formatted(mark);

        for (Containment containment : usable()) {
            // when
            try (WorkFolder folder = new WorkFolder()) {
                assertThat(launcher(containment).run(program, folder.path())).contains("PASSED");
            }

            // then
            try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
                assertThat(processes.filter(process -> commandLine(process).contains(mark)))
                        .as("with %s", containment)
                        .isEmpty();
            }
        }
    }

    @Test
    void should_limit_memory_files_and_processes() {
        assertFailed(runner.run("x = [0] * (1 << 30)"), "MemoryError");
        assertFailed(runner.run("open('f', 'wb').write(bytes(8 << 20))"), "OSError: [Errno 27] File too large");
        assertFailed(
                runner.run("import os, time\nfor i in range(5000):\n  if os.fork() == 0: time.sleep(60)"),
                "BlockingIOError: [Errno 11] Resource temporarily unavailable");
    }

    @Test
    void should_give_a_program_nothing_but_a_folder_of_its_own() {
        assertPassed(runner.run("""
                        import os, sys
                        assert sys.stdin.read() == ''
                        assert os.getcwd() == os.environ['HOME'] == os.environ['TMPDIR']
                        assert os.listdir() == ['program.py'], os.listdir()
                        allowed = {'PATH', 'HOME', 'TMPDIR', 'LANG', 'LC_CTYPE', 'OMP_NUM_THREADS'}
                        assert set(os.environ) <= allowed, os.environ
                        """));
    }

    @Test
    void should_leave_nothing_behind(@TempDir Path temporary) throws IOException {
        // given: a folder that its owner may not open, and links to what must stay
        Path kept = Files.writeString(
                Files.createDirectory(temporary.resolve("kept")).resolve("file"), "kept");
        String program = """
                import os
                os.makedirs('closed/deep')
                os.symlink('%1$s', 'link')
                os.symlink('%1$s', 'closed/link')
                os.chmod('closed/deep', 0)
                os.chmod('closed', 0)
                """.formatted(kept.getParent());
        for (Containment containment : usable()) {
            // when
            WorkFolder folder = new WorkFolder();
            try (folder) {
                assertThat(launcher(containment).run(program, folder.path())).contains("PASSED");
            }

            // then
            assertThat(folder.path()).doesNotExist();
            assertThat(kept).hasContent("kept");
        }
    }

    @Test
    void should_not_reach_the_network_where_it_is_cut_off() throws IOException {
        assumeTrue(cutsNetwork(runner), "the network cannot be cut off here");
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String program = "import socket\nsocket.create_connection(('127.0.0.1', %d), 2)";
            assertFailed(
                    runner.run(program.formatted(server.getLocalPort())),
                    "OSError: [Errno 101] Network is unreachable");
        }
    }

    @Test
    void should_not_write_outside_its_folder_where_the_files_are_sealed(@TempDir Path open) throws IOException {
        assumeTrue(runner.containment().endsWith(Containment.SEALED.description()), "files cannot be sealed here");
        // given: folders that the user, or everyone, may write into
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        List<Path> folders = Stream.of(open.toString(), "", "/", "/etc", "/var/tmp", "/dev/shm", "/run")
                .map(folder -> Path.of(folder).toAbsolutePath())
                .toList();
        String program = """
                import pathlib
                for folder in '%s'.split(':'):
                    try:
                        pathlib.Path(folder, 'ssd-was-here').write_text('x')
                    except OSError:
                        pass
                pathlib.Path('own').write_text('x')
                """.formatted(
                        String.join(":", folders.stream().map(Path::toString).toList()));

        // then
        assertPassed(runner.run(program));
        assertThat(folders)
                .allSatisfy(folder -> assertThat(folder.resolve("ssd-was-here")).doesNotExist());
    }

    @Test
    void should_take_all_rights_from_a_program() {
        assumeTrue(runner.containment().endsWith(Containment.SEALED.description()), "files cannot be sealed here");

        assertPassed(runner.run("""
                        import os
                        status = dict(line.split(':', 1) for line in open('/proc/self/status'))
                        assert int(status['CapEff'], 16) == int(status['CapBnd'], 16) == 0
                        assert int(status['NoNewPrivs']) == 1
                        assert max(int(pid) for pid in os.listdir('/proc') if pid.isdigit()) < 100
                        try:
                            open('/proc/1/mem', 'rb')
                            raise AssertionError('what watches can be looked into')
                        except PermissionError:
                            pass
                        """));
    }

    @Test
    void should_hold_all_files_together_below_the_limit_where_they_are_sealed() {
        assumeTrue(runner.containment().endsWith(Containment.SEALED.description()), "files cannot be sealed here");

        assertFailed(
                runner.run("for i in range(20): open(str(i), 'wb').write(bytes(1 << 20))"),
                "OSError: [Errno 28] No space left on device");
    }

    @Test
    void should_end_the_program_when_the_thread_is_interrupted() {
        try {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> runner.run("import time; time.sleep(1000)"))
                    .isInstanceOf(CancellationException.class)
                    .hasMessage("interrupted while a program ran");
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void should_say_what_to_do_where_programs_cannot_be_contained() {
        Interpreters none = new Interpreters(
                List.of("/nowhere/python3"), Interpreters.find().root());

        assertThatThrownBy(() -> ProgramRunner.create(LIMITS, false, none))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the network cannot be cut off from the programs (")
                .hasMessageContaining("): give --allow-network to run them with the network open")
                .hasMessageNotContaining("\n");
        assertThatThrownBy(() -> ProgramRunner.create(LIMITS, true, none))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no Python program can be run under the limits: a program could not be run: ")
                .hasMessageContaining("/nowhere/python3");
    }

    @Test
    void should_give_the_same_verdicts_with_every_containment() throws IOException {
        Map<String, String> programs = Map.of(
                "assert True", "{\"outcome\": \"PASSED\", \"error\": \"\"}",
                "assert False", "{\"outcome\": \"FAILED\", \"error\": \"AssertionError\"}",
                "import os; os._exit(3)",
                        "{\"outcome\": \"FAILED\", \"error\": \"ended with status 3 before its checks were done\"}");
        for (Containment containment : usable()) {
            for (Map.Entry<String, String> program : programs.entrySet()) {
                try (WorkFolder folder = new WorkFolder()) {
                    assertThat(launcher(containment).run(program.getKey(), folder.path()))
                            .isEqualToIgnoringNewLines(program.getValue());
                }
            }
        }
    }

    private static List<Containment> usable() {
        // Each is a part of those before it: what this machine allows begins with the one that was found.
        return Stream.of(Containment.values())
                .dropWhile(containment -> !runner.containment().endsWith(containment.description()))
                .toList();
    }

    private static Launcher launcher(Containment containment) {
        String python = runner.containment().substring(0, runner.containment().indexOf(','));
        return new Launcher(python, containment, !Interpreters.find().root(), LIMITS);
    }

    private static boolean cutsNetwork(ProgramRunner runner) {
        return !runner.containment().endsWith(Containment.LIMITS_ONLY.description());
    }

    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline"));
        } catch (IOException e) {
            return ""; // not a process, or one that has just ended
        }
    }

    private static void assertPassed(Verdict verdict) {
        assertThat(verdict).isEqualTo(new Verdict(Outcome.PASSED, ""));
    }

    private static void assertFailed(Verdict verdict, String error) {
        assertThat(verdict).isEqualTo(new Verdict(Outcome.FAILED, error));
    }
}
