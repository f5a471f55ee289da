package io.millwright.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sources of a bundle against the rules of its rooms, the packages below its root; and that the check itself can fail. */
class RoomsTest {
    private static final Path ROOT = Path.of("..", "..");
    private static final String DESK = "io.millwright.desk";

    /** A further rule is a further line: bundle, room, the rooms that it never names. A room includes those below it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            io.millwright.pipeline  | grid    | window decide lane assembly publish wire advise explain drift capture
            io.millwright.pipeline  | shape   | window decide lane assembly publish wire advise explain drift capture grid
            io.millwright.pipeline  | window  | decide lane assembly publish wire advise explain drift capture
            io.millwright.pipeline  | decide  | lane assembly publish wire advise explain drift capture
            io.millwright.pipeline  | lane    | advise explain drift capture
            io.millwright.pipeline  | listen  | advise explain drift capture
            io.millwright.pipeline  | advise  | grid window lane assembly wire explain drift capture
            io.millwright.pipeline  | explain | lane assembly wire advise drift capture
            io.millwright.pipeline  | drift   | decide lane assembly wire advise explain capture
            io.millwright.pipeline  | reference | grid window decide lane assembly publish wire drift
            io.millwright.pipeline  | capture | lane publish wire grid advise explain drift
            io.millwright.operation | resource | view request act audit page rest doctor ledger metrics history apply setup
            io.millwright.operation | view    | request act audit page rest doctor ledger metrics history apply setup
            io.millwright.operation | request | act audit page rest doctor ledger metrics history apply setup
            io.millwright.operation | act     | request audit page rest doctor ledger metrics history apply setup
            io.millwright.operation | audit   | request act page rest doctor ledger metrics history apply setup
            io.millwright.operation | page    | request act audit rest doctor ledger metrics history apply setup
            io.millwright.operation | rest    | request act audit page doctor ledger metrics history apply setup
            io.millwright.operation | doctor  | request act audit page rest ledger metrics history apply setup
            io.millwright.operation | ledger  | request act audit page rest doctor metrics history apply setup
            io.millwright.operation | metrics | request act audit page rest doctor ledger history apply setup
            io.millwright.operation | history | request act audit page rest doctor ledger metrics apply setup
            io.millwright.operation | apply   | request act audit page rest doctor ledger metrics history setup
            io.millwright.operation | setup   | request act audit page rest doctor ledger metrics history apply
            io.millwright.planning  | stock   | energy shop plan
            io.millwright.pipeline  | pause   | lane grid window decide assembly publish wire advise explain drift capture
            io.millwright.planning  | energy  | stock shop plan
            io.millwright.planning  | shop    | energy stock plan
            io.millwright.planning  | shop.check | shop.solver energy stock plan
            io.millwright.planning  | plan    | energy stock shop
            io.millwright.planning  | input   | energy stock shop plan
            io.millwright.inference | remote  | worker onnx
            io.millwright.inference | life    | onnx worker
            io.millwright.opcua     | fanout  | table acquire session security asset
            io.millwright.opcua     | asset   | table acquire session security driver
            io.millwright.opcua     | driver  | session security asset
            io.millwright.opcua     | browse  | session table fanout look
            io.millwright.opcua     | look    | table fanout asset driver
            io.millwright.inference | kura    | onnx worker
            io.millwright.desk      | message | table source export tags browse gateway health model proof
            io.millwright.desk      | proof   | source export tags browse gateway health model
            io.millwright.desk      | table   | source export tags browse gateway proof
            io.millwright.desk      | source  | export tags browse
            io.millwright.desk      | export  | source tags browse
            io.millwright.desk      | tags    | browse model
            io.millwright.desk      | browse  | model
            io.millwright.desk      | health  | table source export tags browse model
            io.millwright.desk      | model   | browse source export
            io.millwright.desk      | gateway | source export tags browse health model
            """)
    void aRoomKeepsToItsRule(String bundle, String room, String never) throws IOException {
        List<Path> sources = sources(bundle, room);
        assertFalse(sources.isEmpty(), bundle + " has no room " + room);
        List<String> found = new ArrayList<>();
        for (String other : never.split(" ")) {
            assertFalse(sources(bundle, other).isEmpty(), bundle + " has no room " + other);
            for (Path source : sources) {
                if (names(Files.readString(source), bundle + "." + other)) {
                    found.add(source.getFileName() + " names " + bundle + "." + other
                            + ": move what it needs to a room that both may know");
                }
            }
        }
        assertEquals(List.of(), found);
    }

    /** The desk may know bundles; what runs on a gateway never knows the desk. */
    @Test
    void noBundleKnowsTheDesk() throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(ROOT.resolve("bundles"))) {
            for (Path file :
                    (Iterable<Path>) files.filter(each -> each.toString().endsWith(".java"))::iterator) {
                if (names(Files.readString(file), DESK)) {
                    found.add(file);
                }
            }
        }
        assertEquals(List.of(), found);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            import io.millwright.pipeline.lane.Lane;                  | true
            import io.millwright.pipeline.lane.deep.Lane;             | true
            import static io.millwright.pipeline.lane.Lane.UNKNOWN;   | true
            io.millwright.pipeline.lane.Lane lane = null;             | true
            import io.millwright.pipeline.lanes.Lane;                 | false
            import io.millwright.pipeline.grid.RowGrid;               | false
            // as io.millwright.pipeline.lane.Lane does it            | false
            /** See {@link io.millwright.pipeline.lane.Lane}. */      | false
            """)
    void aViolationIsFound(String source, boolean violation) {
        assertEquals(violation, names(source, "io.millwright.pipeline.lane"));
    }

    /** Whether a source's code names a package or one below it. */
    private static boolean names(String source, String room) {
        String code = source.replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("//.*", "");
        return Pattern.compile("\\b" + Pattern.quote(room) + "\\.")
                .matcher(code)
                .find();
    }

    private static List<Path> sources(String bundle, String room) throws IOException {
        Path module = bundle.equals(DESK)
                ? ROOT.resolve("desk")
                : ROOT.resolve("bundles").resolve(bundle);
        Path folder = module.resolve("src/main/java").resolve((bundle + "." + room).replace('.', '/'));
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
    }
}
