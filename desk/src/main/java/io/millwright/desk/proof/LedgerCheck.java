package io.millwright.desk.proof;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.ParseException;
import io.millwright.desk.message.HeardDecision;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What came from a broker against what the gateway's ledger says. */
@Command(
        name = "check",
        description = {
            "Looks for gaps, duplicates and decisions out of order in what came from a broker, and holds the gaps against a gateway's",
            "ledger. Works on files alone. Ends with 1 if something is missing that the ledger does not explain."
        })
public final class LedgerCheck extends Proof {
    @Parameters(
            paramLabel = "STREAM",
            description = {
                "What came, a message or decision per line: as ledger record writes it, bodies as JSON, or whole messages as",
                "hexadecimal digits at the end of a line, as mosquitto_sub writes them with a format."
            })
    private Path stream;

    @Option(
            names = "--ledger",
            paramLabel = "FILE",
            description = {
                "The ledger, asked for after the stream had ended: what ledger --json or get ledger has written, or the zip of",
                "diagnostics. Without it no gap is explained."
            })
    private Path ledger;

    private final Reconciliation came = new Reconciliation();
    private long others;

    @Override
    void look() throws IOException {
        read();
        LedgerRows rows = ledger == null
                ? LedgerRows.none()
                : LedgerRows.parse(GivenDocument.read(ledger, "ledger", "items").toString());
        List<Reconciliation.Result> results = came.with(rows);
        if (results.isEmpty()) {
            throw new IOException(stream + " holds no decision");
        }
        results.forEach(this::tell);
        JsonObject sums = Reconciliation.told(results);
        sums.forEach(sum -> set(sum.getName(), sum.getValue()));
        if (others > 0) {
            line(others + " messages of other kinds are left out");
        }
    }

    private void tell(Reconciliation.Result of) {
        line(of.pipeline() + ": " + of.came() + " decisions came, " + of.duplicates() + " of them more than once, "
                + of.reordered()
                + " out of order; "
                + (of.missing() == 0
                        ? "none is missing"
                        : of.missing() + " numbers did not come: " + of.unassigned() + " that no decision has, "
                                + of.explained() + " that the ledger tells as lost, " + of.unexplained()
                                + " unexplained"));
        if (of.unexplained() > 0) {
            fault(of.pipeline() + ": " + of.unexplained() + " decisions are missing"
                    + (ledger == null ? ", and no ledger was given" : " that the ledger does not explain")
                    + "; gaps: " + String.join(", ", of.spans()));
        }
    }

    private void read() throws IOException {
        int number = 0;
        try (BufferedReader lines = Files.newBufferedReader(stream, StandardCharsets.UTF_8)) {
            String line = lines.readLine();
            while (line != null) {
                number++;
                String next = lines.readLine();
                if (!line.isBlank() && !taken(line.strip(), next == null && endsWithin())) {
                    line("line " + number + ", the last, is cut short, as of a recording that was ended, and left out");
                }
                line = next;
            }
        } catch (ParseException | UnsupportedOperationException | IllegalArgumentException e) {
            throw new IOException(stream + ", line " + number + " is neither JSON nor hexadecimal digits", e);
        } catch (IOException e) {
            throw number == 0 ? e : new IOException(stream + ", line " + number + ": " + e.getMessage(), e);
        }
    }

    /** Whether the last line was not written to its end. */
    private boolean endsWithin() throws IOException {
        try (SeekableByteChannel file = Files.newByteChannel(stream)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            file.position(file.size() - 1).read(last);
            return last.get(0) != '\n';
        }
    }

    /** Returns whether it could be read, which is a fault where it may not be cut short. */
    private boolean taken(String line, boolean mayBeCut) throws IOException {
        try {
            taken(line);
            return true;
        } catch (ParseException | IllegalArgumentException | IOException cut) {
            if (!mayBeCut) {
                throw cut;
            }
            return false;
        }
    }

    private void taken(String line) throws IOException {
        List<HeardDecision> heard = line.startsWith("{")
                ? HeardDecision.of(Json.parse(line).asObject())
                : HeardDecision.of(HexFormat.of().parseHex(line.substring(line.lastIndexOf(' ') + 1)));
        others += heard.isEmpty() ? 1 : 0;
        heard.forEach(one -> came.came(one.pipeline(), one.asset(), one.run(), one.sequence()));
    }
}
