package io.millwright.operation.view;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.decision.Decision;
import io.millwright.decision.Severity;
import io.millwright.operation.resource.Query;
import io.millwright.operation.resource.Refusal;
import io.millwright.operation.resource.Resource;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The last decisions, the newest first, of a pipeline, an asset or from a severity on; with {@code after} those that came behind a
 * number, the oldest first, and whether some between are not kept any more.
 */
@Component(service = Resource.class)
public final class DecisionsResource implements Resource {
    private static final int MOST = 500;
    private static final int STANDARD = 50;
    private static final int MOST_ASSETS = 500;

    private final RecentDecisions recent;

    /** Called by the component runtime. */
    @Activate
    public DecisionsResource(@Reference RecentDecisions recent) {
        this.recent = recent;
    }

    @Override
    public String name() {
        return "decisions";
    }

    @Override
    public JsonObject get(Query query) throws Refusal {
        String pipeline = query.text("pipeline");
        String asset = query.text("asset");
        Severity least = Severity.valueOf(
                query.oneOf("severity", "ok", "notice", "warning", "alarm").toUpperCase(Locale.ROOT));
        boolean serving = "serving".equals(query.oneOf("role", "serving", "all"));
        int size = (int) query.whole("size", 1, MOST, STANDARD);
        long after = query.whole("after", 0, Long.MAX_VALUE, -1);
        Predicate<Decision> ofPipeline = decision -> (pipeline.isEmpty() || pipeline.equals(decision.pipeline()))
                && (!serving || decision.role() != Decision.Role.SHADOW);
        Predicate<Decision> wanted = ofPipeline.and(decision -> (asset.isEmpty() || asset.equals(decision.asset()))
                && RecentDecisions.severity(decision).compareTo(least) >= 0);
        List<RecentDecisions.Numbered> found =
                after < 0 ? recent.newest(wanted, size) : recent.after(after, wanted, size);
        JsonArray items = new JsonArray();
        found.forEach(each -> items.add(Documents.of(each.decision()).add("number", each.number())));
        JsonArray assets = new JsonArray();
        recent.assets(ofPipeline, MOST_ASSETS).forEach(assets::add);
        JsonObject document = new JsonObject()
                .add("last", recent.last())
                .add("assets", assets)
                .add("items", items);
        return after < 0 ? document : document.add("missed", Math.max(0, recent.first() - 1 - after));
    }
}
