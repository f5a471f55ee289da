package io.millwright.operation.setup;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.operation.view.Documents;
import io.millwright.tag.BrowseException;
import io.millwright.tag.BrowsePage;
import io.millwright.tag.TagBrowser;
import io.millwright.tag.TagNode;
import io.millwright.tag.TagValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What was seen of the server's address space, with the values of the folder that somebody looks at. Thread-safe. */
final class Nodes {
    private static final long PATIENCE_MILLIS = 15_000;
    private static final long READ_MILLIS = 5_000;
    private static final long STALE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int MOST_KNOWN = 20_000;

    /** Folders that stay known; beyond that all is forgotten, and browsed again. */
    private final Map<String, Folder> folders = new HashMap<>();

    private final Map<String, TagNode> known = new HashMap<>();
    private final Map<String, String> paths = new HashMap<>();

    /** The children of a node that were listed so far. */
    private static final class Folder {
        final List<TagNode> nodes = new ArrayList<>();
        final Map<String, TagValue> values = new HashMap<>();
        String continuation = "";
        boolean complete = true;
        String note = "";
        int total;
        long readNanos;
    }

    synchronized void forget() {
        folders.clear();
        known.clear();
        paths.clear();
    }

    /** Lists the children of a node, or the next of them. */
    String browse(TagBrowser browser, String node, boolean more) throws BrowseException {
        String continuation;
        synchronized (this) {
            Folder folder = folders.get(node);
            if (more && (folder == null || folder.continuation.isEmpty())) {
                return "there is no more";
            }
            continuation = more ? folder.continuation : "";
        }
        BrowsePage page = browser.browse(node, continuation, TagBrowser.MOST_NODES, PATIENCE_MILLIS);
        synchronized (this) {
            if (known.size() > MOST_KNOWN) {
                forget();
            }
            Folder folder = more ? folders.computeIfAbsent(node, none -> new Folder()) : new Folder();
            folders.put(node, folder);
            folder.nodes.addAll(page.nodes());
            folder.continuation = page.continuation();
            folder.complete = page.complete();
            folder.note = page.note();
            folder.total = page.total();
            folder.readNanos = System.nanoTime();
            String above = paths.getOrDefault(node, "");
            page.nodes().forEach(each -> know(each, above));
            return page.nodes().size() + " of " + page.total();
        }
    }

    private void know(TagNode node, String above) {
        known.put(node.nodeId(), node);
        paths.put(node.nodeId(), above.isEmpty() ? node.path() : above + "." + node.path());
    }

    /** Returns the variables below a folder, which are known from then on. */
    List<TagNode> below(TagBrowser browser, String node) throws BrowseException, Stuck {
        BrowsePage page = browser.find(node, "", TagBrowser.MOST_NODES, PATIENCE_MILLIS);
        if (!page.complete()) {
            throw new Stuck(
                    "below that folder are more than the " + page.nodes().size() + " variables that were found: "
                            + page.note(),
                    "open it, and choose folders or variables in it");
        }
        synchronized (this) {
            String above = paths.getOrDefault(node, "");
            page.nodes().forEach(each -> know(each, above));
        }
        return page.nodes();
    }

    synchronized TagNode node(String nodeId) {
        return known.get(nodeId);
    }

    /** Whether the values of a folder that is looked at are older than a look wants them. */
    synchronized boolean isStale(String node) {
        Folder folder = folders.get(node);
        return folder != null
                && System.nanoTime() - folder.readNanos > STALE_NANOS
                && folder.nodes.stream().anyMatch(each -> each.kind() == TagNode.Kind.VARIABLE);
    }

    String read(TagBrowser browser, String node) throws BrowseException {
        List<String> wanted;
        synchronized (this) {
            Folder folder = folders.get(node);
            if (folder == null) {
                return "";
            }
            folder.readNanos = System.nanoTime();
            wanted = folder.nodes.stream()
                    .filter(each -> each.value() != null)
                    .map(TagNode::nodeId)
                    .limit(TagBrowser.MOST_NODES)
                    .toList();
        }
        List<TagValue> values = browser.read(wanted, READ_MILLIS);
        synchronized (this) {
            Folder folder = folders.get(node);
            for (int i = 0; folder != null && i < values.size(); i++) {
                folder.values.put(wanted.get(i), values.get(i));
            }
        }
        return "";
    }

    /** Returns the tag table of nodes, in CSV; names as short as they can be and yet unique. */
    synchronized String table(List<TagNode> nodes) {
        StringBuilder table = new StringBuilder("name,nodeId\n");
        TagNames.of(nodes.stream()
                        .map(each -> paths.getOrDefault(each.nodeId(), each.browseName()))
                        .toList())
                .forEach((index, name) -> table.append(quoted(name))
                        .append(',')
                        .append(quoted(nodes.get(index).nodeId()))
                        .append('\n'));
        return table.toString();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }

    /** Returns what is known of a folder's children. */
    synchronized JsonObject document(String node) {
        Folder folder = folders.get(node);
        JsonObject document = new JsonObject().add("node", node).add("listed", folder != null);
        JsonArray items = new JsonArray();
        if (folder != null) {
            folder.nodes.forEach(
                    each -> items.add(Documents.of(each, folder.values.getOrDefault(each.nodeId(), each.value()))));
            document.add("total", folder.total)
                    .add("more", !folder.continuation.isEmpty())
                    .add("complete", folder.complete)
                    .add("note", folder.note);
        }
        return document.add("items", items);
    }

    /** Names of tags from paths. */
    static final class TagNames {
        private TagNames() {}

        /** Returns a name for each path by its index: as many of its last parts as tell it from the others. */
        static Map<Integer, String> of(List<String> paths) {
            Map<Integer, String> names = new LinkedHashMap<>();
            for (int i = 0; i < paths.size(); i++) {
                names.put(i, plain(last(paths.get(i), 1)));
            }
            for (int parts = 2; parts <= 12; parts++) {
                Map<String, Integer> count = new HashMap<>();
                names.values().forEach(name -> count.merge(name, 1, Integer::sum));
                int more = parts;
                names.replaceAll((i, name) -> count.get(name) > 1 ? plain(last(paths.get(i), more)) : name);
            }
            Map<String, Integer> seen = new HashMap<>();
            names.replaceAll((i, name) -> {
                int n = seen.merge(name, 1, Integer::sum);
                return n > 1 ? name + "-" + n : name;
            });
            return names;
        }

        private static String last(String path, int parts) {
            int from = path.length();
            for (int i = 0; i < parts && from >= 0; i++) {
                from = path.lastIndexOf('.', from - 1);
            }
            return path.substring(from + 1);
        }

        /** Without what a tag table or a mapping reads as something else. */
        private static String plain(String name) {
            String plain = name.replaceAll("[\\p{Cntrl}{}=]", "_").strip();
            return plain.isEmpty() || plain.startsWith("#") || plain.equals("*") ? "_" + plain : plain;
        }
    }
}
