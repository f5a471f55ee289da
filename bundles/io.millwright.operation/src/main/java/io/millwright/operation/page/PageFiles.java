package io.millwright.operation.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The page's own files. Only what stands in this table is served: a name is looked up and never becomes a path. Read once each.
 * Thread-safe.
 */
final class PageFiles {
    private static final String SCRIPT = "text/javascript; charset=utf-8";

    /** By the path below the page's. */
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("", "text/html; charset=utf-8"),
            Map.entry("page.css", "text/css; charset=utf-8"),
            Map.entry("page.js", SCRIPT),
            Map.entry("poll.js", SCRIPT),
            Map.entry("dom.js", SCRIPT),
            Map.entry("words.js", SCRIPT),
            Map.entry("draw.js", SCRIPT),
            Map.entry("act.js", SCRIPT),
            Map.entry("route.js", SCRIPT),
            Map.entry("tags.js", SCRIPT),
            Map.entry("decisions.js", SCRIPT),
            Map.entry("opinion.js", SCRIPT),
            Map.entry("trends.js", SCRIPT),
            Map.entry("chart.js", SCRIPT),
            Map.entry("models.js", SCRIPT),
            Map.entry("confirm.js", SCRIPT),
            Map.entry("advice.js", SCRIPT),
            Map.entry("plans.js", SCRIPT),
            Map.entry("plan.js", SCRIPT),
            Map.entry("pages.js", SCRIPT),
            Map.entry("orders.js", SCRIPT),
            Map.entry("axis.js", SCRIPT),
            Map.entry("schedule.js", SCRIPT),
            Map.entry("gantt.js", SCRIPT),
            Map.entry("day.js", SCRIPT),
            Map.entry("give.js", SCRIPT),
            Map.entry("plans.css", "text/css; charset=utf-8"),
            Map.entry("outbox.js", SCRIPT),
            Map.entry("setup.js", SCRIPT),
            Map.entry("choices.js", SCRIPT),
            Map.entry("state.js", SCRIPT),
            Map.entry("past.js", SCRIPT),
            Map.entry("parts.js", SCRIPT),
            Map.entry("side.js", SCRIPT),
            Map.entry("en.json", "application/json; charset=utf-8"),
            Map.entry("zh.json", "application/json; charset=utf-8"),
            Map.entry("icon.svg", "image/svg+xml"));

    private final Map<String, Content> read = new ConcurrentHashMap<>();

    private record Content(byte[] bytes, String tag) {}

    /** Returns the names of all, "" for the page itself. */
    static List<String> names() {
        return TYPES.keySet().stream().sorted().toList();
    }

    /** Returns a file, empty where there is none of that name. */
    Optional<PageAnswer> answer(String name, String known) {
        String type = TYPES.get(name);
        if (type == null) {
            return Optional.empty();
        }
        Content content = read.computeIfAbsent(name, PageFiles::content);
        // Asked for anew each time, by its tag: an update of the bundle reaches an open browser with the next visit.
        return Optional.of(PageAnswer.of(200, type, content.bytes)
                .with("Cache-Control", "no-cache")
                .tagged(content.tag, known));
    }

    private static Content content(String name) {
        String file = name.isEmpty() ? "page.html" : name;
        try (InputStream in = PageFiles.class.getResourceAsStream("web/" + file)) {
            byte[] bytes = in.readAllBytes();
            return new Content(bytes, EntityTag.of(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("The bundle's " + file + " cannot be read", e);
        }
    }
}
