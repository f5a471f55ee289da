package io.millwright.desk.model;

import io.millwright.desk.ExitCode;
import io.millwright.desk.table.Findings;
import io.millwright.desk.tags.Report;
import io.millwright.inference.RefusedFolder;
import java.io.IOException;

/** How a command about models ends: every trouble with its exit code, said once. */
final class Ending {
    /** What a command does. */
    interface Work {
        int run() throws IOException, Refusal;
    }

    private Ending() {}

    static int of(Report report, Findings findings, Work work) {
        try {
            return work.run();
        } catch (Refusal e) {
            findings.error(e.getMessage(), e.remedy());
            report.findings(findings);
            return report.end(ExitCode.REFUSED);
        } catch (RefusedFolder e) {
            findings.error(e.what(), e.remedy());
            report.findings(findings);
            return report.end(ExitCode.REFUSED);
        } catch (IOException e) {
            findings.error(String.valueOf(e.getMessage() == null ? e : e.getMessage()), "");
            report.findings(findings);
            return report.end(ExitCode.FILE);
        }
    }
}
