package io.millwright.planning.plan;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import io.millwright.file.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plans of one planner on disk: written whole or not at all, there after a loss of power. A file that cannot be read is put aside
 * and told once; the planner then begins without plans.
 */
final class PlanFile {
    private static final Logger LOG = LoggerFactory.getLogger(PlanFile.class);
    private static final long LARGEST_BYTES = 16L << 20;

    private final Path file;

    PlanFile(Path file) {
        this.file = file;
    }

    List<KeptPlan> read() {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            if (Files.size(file) > LARGEST_BYTES) {
                throw new IOException("it has more than " + LARGEST_BYTES + " bytes");
            }
            List<KeptPlan> plans = new ArrayList<>();
            Json.parse(Files.readString(file)).asArray().forEach(each -> plans.add(PlanText.read(each.asObject())));
            return plans;
        } catch (IOException | RuntimeException e) {
            putAside(e);
            return List.of();
        }
    }

    private void putAside(Exception why) {
        Path aside = file.resolveSibling(file.getFileName() + ".unreadable");
        LOG.warn("{} cannot be read ({}); it is kept as {}, and no plan is in force", file, why.toString(), aside);
        try {
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("{} could not be put aside: {}", file, e.toString());
        }
    }

    void write(List<KeptPlan> plans) throws IOException {
        JsonArray all = new JsonArray();
        plans.forEach(plan -> all.add(PlanText.of(plan)));
        WholeFile.write(file, all.toString().getBytes(StandardCharsets.UTF_8));
    }
}
