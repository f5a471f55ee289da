package io.millwright.desk.proof;

import com.eclipsesource.json.Json;
import io.millwright.operation.audit.AuditVerifier;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Whether an audit is as it was written. */
@Command(
        name = "verify",
        description = {
            "Verifies a copy of an audit by the gateway's own verifier: whether every line follows from the one before it.",
            "Works on files alone. Ends with 1 if one was changed or is missing."
        })
public final class AuditVerify extends Proof {
    private static final int HEX_DIGITS = 64;

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = {
                "A copy of the folder <Kura data directory>/millwright/audit; or files of it; or what audit --json or get audit has",
                "written, one page or several; or the zip of diagnostics."
            })
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--kept",
            paramLabel = "HEX",
            description = {
                "The hash of a last line that was kept elsewhere: one of these lines has to have it. Without it nobody can tell whether",
                "lines were cut off at the end, or all of it was written anew."
            })
    private String kept = "";

    @Override
    void look() throws IOException {
        String wanted = kept.replaceAll("[\\s:]", "").toLowerCase(Locale.ROOT);
        if (!kept.isEmpty() && !wanted.matches("[0-9a-f]{" + HEX_DIGITS + "}")) {
            throw new ParameterException(command().commandLine(), "--kept takes " + HEX_DIGITS + " hex digits");
        }
        boolean folder = files.size() == 1 && Files.isDirectory(files.get(0));
        AuditLines lines = new AuditLines();
        for (Path file : folder ? ofFolder(files.get(0)) : files) {
            if (AuditLines.isFile(file)) {
                lines.file(file);
            } else {
                lines.page(file, GivenDocument.read(file, "audit", "items"));
            }
        }
        if (lines.isEmpty()) {
            throw new IOException(files.get(0) + " holds no line of an audit");
        }
        tell(folder ? new AuditVerifier(files.get(0)).verify() : lines.verdict(), lines, wanted);
    }

    private static List<Path> ofFolder(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "audit-*.jsonl")) {
            all.forEach(file -> {
                if (AuditLines.isFile(file)) {
                    found.add(file);
                }
            });
        }
        if (found.isEmpty()) {
            throw new IOException(folder + " holds no audit-*.jsonl");
        }
        return found;
    }

    private void tell(AuditVerifier.Verdict verdict, AuditLines lines, String wanted) {
        set("first", Json.value(verdict.first()));
        set("last", Json.value(verdict.last()));
        set("lastSha256", Json.value(verdict.lastSha256()));
        if (!verdict.intact()) {
            fault(verdict.fault());
        }
        String contradiction = lines.contradiction(verdict);
        if (!contradiction.isEmpty()) {
            fault(contradiction);
        }
        if (!wanted.isEmpty() && !lines.has(wanted, verdict)) {
            fault("no line has the hash that was kept, " + wanted
                    + ": lines were cut off at the end, or all of it was written anew");
        }
        if (verdict.intact()) {
            line("lines " + verdict.first() + " to " + verdict.last() + ": each follows from the one before it"
                    + (verdict.first() > 1 ? "; what is before line " + verdict.first() + " is not here" : ""));
            line("SHA-256 of the last one, to be kept elsewhere: " + verdict.lastSha256());
        }
        if (wanted.isEmpty()) {
            line("whether lines were cut off at the end only a hash kept elsewhere tells (--kept)");
        }
    }
}
