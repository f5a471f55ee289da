package io.millwright.operation.page;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.operation.resource.Action;
import io.millwright.operation.resource.Caller;
import io.millwright.operation.resource.Catalogue;
import io.millwright.operation.resource.Fields;
import io.millwright.operation.resource.Permission;
import io.millwright.operation.resource.Query;
import io.millwright.operation.resource.Record;
import io.millwright.operation.resource.Refusal;
import io.millwright.operation.resource.Resource;
import io.millwright.operation.resource.Tables;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;

/** The documents of a plant with something going on in each view, as gateways give them; times are told from now on. */
final class Plant {
    private static final Pattern AGO = Pattern.compile("\"@(-?\\d+)@\"");

    private final String text;

    /** What was called to be done. */
    final List<String> done = new CopyOnWriteArrayList<>();

    /** One tag's name: whatever it is, it is text. */
    volatile String tagName = "spindle_speed";

    /** What people call its gateway. */
    volatile String gatewayName = "mill-hall-7";

    /** How its documents are changed before they are told. */
    volatile UnaryOperator<String> changed = UnaryOperator.identity();

    Plant() throws IOException {
        try (var in = Plant.class.getResourceAsStream("plant.json")) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    PageCore core() {
        List<Resource> resources = new ArrayList<>();
        for (String name :
                List.of("route", "connections", "decisions", "models", "recommendations", "outbox", "status")) {
            resources.add(new Told(name));
        }
        resources.add(new Told("decision", "pipeline", "asset", "run", "sequence"));
        resources.add(new Told("picture", "pipeline", "asset"));
        resources.add(new Told("tags"));
        resources.add(new Told("setup"));
        resources.add(new Told("setup-nodes"));
        resources.add(new Past());
        Catalogue catalogue = Tables.of(resources, actions(), new Unwritten());
        return new PageCore(catalogue, user -> Permission.ADMINISTER, () -> gatewayName);
    }

    private List<Action> actions() {
        List<Action> actions = new ArrayList<>();
        actions.add(new Noted("recommendation/approve", Permission.OPERATE, "id", "comment"));
        actions.add(new Noted(
                "feedback", Permission.OPERATE, "verdict", "pipeline", "asset", "run", "sequence", "label", "comment"));
        actions.add(new Noted("fitness/renew", Permission.OPERATE, "pipeline", "asset"));
        for (String name : List.of("activate", "rollback", "reject", "pin", "unpin")) {
            actions.add(new Noted("model/" + name, Permission.ADMINISTER, "model", "version", "why"));
        }
        return actions;
    }

    private JsonObject now() {
        long micros = System.currentTimeMillis() * 1_000;
        String told = AGO.matcher(text)
                .replaceAll(found -> Long.toString(micros - Long.parseLong(found.group(1)) * 1_000_000));
        return Json.parse(changed.apply(told)).asObject();
    }

    private final class Told implements Resource {
        private final String name;
        private final String[] parts;

        Told(String name, String... parts) {
            this.name = name;
            this.parts = parts;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public JsonObject get(Query query) throws Refusal {
            for (String parameter :
                    List.of("connection", "find", "from", "pipeline", "asset", "severity", "run", "sequence", "node")) {
                query.text(parameter);
            }
            long size = query.whole("size", 1, 1_000, 100);
            String status = query.text("status");
            String kind = query.text("kind");
            List<String> path = parts.length == 0 ? List.of() : query.parts(parts);
            return switch (name) {
                case "tags" -> tags(size);
                case "picture" -> picture();
                case "decision" -> now().get(path.get(0).startsWith("mill") ? "decision/mill" : name)
                        .asObject();
                case "recommendations" -> advice(status);
                case "status" -> supervised(kind);
                case "decisions" -> decisions(query);
                default -> now().get(name).asObject();
            };
        }
    }

    private JsonObject decisions(Query query) throws Refusal {
        JsonObject told = now().get("decisions").asObject();
        JsonArray items = new JsonArray();
        JsonArray assets = new JsonArray().add("Cell4").add("Cell7").add("Mill1");
        String severity = query.text("severity").toUpperCase(Locale.ROOT);
        String asset = query.text("asset");
        for (JsonValue each : told.get("items").asArray()) {
            if (each.toString().contains("\"severity\":\"" + severity)
                    && (asset.isEmpty()
                            || each.asObject().getString("asset", "").equals(asset))) {
                items.add(each);
            }
        }
        return new JsonObject().add("last", 40).add("assets", assets).add("items", items);
    }

    private JsonObject advice(String status) {
        JsonArray items = new JsonArray();
        for (JsonValue each :
                now().get("recommendations").asObject().get("items").asArray()) {
            String is = each.asObject().getString("status", "");
            if (status.isEmpty()
                    || is.equalsIgnoreCase(status)
                    || status.equals("answered")
                            && List.of("APPROVED", "REJECTED").contains(is)) {
                items.add(each);
            }
        }
        return new JsonObject().add("total", items.size()).add("from", 0).add("items", items);
    }

    private JsonObject supervised(String kind) {
        JsonArray items = new JsonArray();
        for (JsonValue each : now().get("status").asObject().get("items").asArray()) {
            if (kind.isEmpty() || each.asObject().getString("kind", "").equals(kind)) {
                items.add(each);
            }
        }
        return new JsonObject().add("total", items.size()).add("from", 0).add("items", items);
    }

    private JsonObject tags(long size) {
        long millis = System.currentTimeMillis();
        String[][] all = {
            {tagName, "1/min", "1400"}, {"torque", "Nm", "48"}, {"tool_wear", "min", "210"},
            {"air_temperature", "K", "300"}, {"process_temperature", "K", "310"}, {"product_type", "", "L"},
        };
        JsonArray items = new JsonArray();
        for (int i = 0; i < Math.min(size, all.length); i++) {
            JsonObject item = new JsonObject()
                    .add("name", all[i][0])
                    .add("address", "ns=2;s=Mill1." + i)
                    .add("unit", all[i][1])
                    .add("quality", i == 2 ? "UNCERTAIN" : i == 4 ? "BAD" : "GOOD")
                    .add("status", i == 4 ? "Bad_SensorFailure" : "Good")
                    .add("timeMicros", (millis - i * 700L) * 1_000)
                    .add("samples", millis / 1_000);
            if (all[i][1].isEmpty()) {
                item.add("value", Json.NULL).add("text", all[i][2]);
            } else {
                item.add("value", Double.parseDouble(all[i][2]) * (1 + 0.01 * Math.sin(millis / 1_500.0 + i)));
            }
            items.add(item);
        }
        return new JsonObject()
                .add("connection", "plc-mill")
                .add("total", all.length)
                .add("from", 0)
                .add("items", items);
    }

    private static JsonObject picture() {
        BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setColor(new Color(18, 74, 46));
        pen.fillRect(0, 0, 64, 64);
        pen.setColor(new Color(214, 170, 90));
        for (int y = 6; y < 64; y += 12) {
            pen.fillRect(2, y, 60, 5);
        }
        pen.setColor(new Color(18, 74, 46));
        pen.fillRect(42, 30, 5, 5);
        pen.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new JsonObject()
                .add("there", true)
                .add("run", 1795902377L)
                .add("sequence", 1795902377039L)
                .add("format", "PNG")
                .add("width", 64)
                .add("height", 64)
                .add("colour", "RGB")
                .add("base64", Base64.getEncoder().encodeToString(bytes.toByteArray()));
    }

    /** Notes who did it, and with which fields. */
    private final class Noted implements Action {
        private final String name;
        private final Permission permission;
        private final List<String> names;

        Noted(String name, Permission permission, String... names) {
            this.name = name;
            this.permission = permission;
            this.names = List.of(names);
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Permission permission() {
            return permission;
        }

        @Override
        public JsonObject run(Fields fields, Caller caller) throws Refusal {
            StringBuilder said = new StringBuilder(caller.name());
            for (String each : names) {
                JsonValue value = fields.value(each);
                if (value != null) {
                    said.append(' ').append(value.isString() ? value.asString() : value.toString());
                }
            }
            fields.refuseUnread();
            done.add(said.toString());
            return new JsonObject();
        }
    }

    /** An hour or a day of a reading that goes up and down, with a gap; what one answer takes ends in the middle. */
    private static final class Past implements Resource {
        @Override
        public String name() {
            return "history";
        }

        @Override
        public JsonObject get(Query query) throws Refusal {
            double size = query.text("tag").isEmpty() ? 0.4 : 40;
            String told = query.text("pipeline") + query.text("asset") + query.text("value");
            long from = query.whole("fromMicros", 0, Long.MAX_VALUE, 0);
            long to = query.whole("toMicros", 0, Long.MAX_VALUE, 0);
            int points = (int) query.whole("points", 1, 1_000, 1);
            long width = (to - from) / points;
            // The second half is asked for where the first one ended.
            int read = points > 100 ? points / 2 : points;
            JsonArray items = new JsonArray();
            for (int i = 0; i < read; i++) {
                long at = from + i * width;
                if (i % 60 < 40 || i % 60 > 45) {
                    double mean = size * (1 + 0.4 * Math.sin(at / 4e8) + told.length() * 1e-4);
                    items.add(new JsonObject()
                            .add("fromMicros", at)
                            .add("count", 30)
                            .add("min", mean - size * 0.15)
                            .add("max", mean + size * 0.2)
                            .add("mean", mean));
                }
            }
            JsonObject document = new JsonObject().add("points", items);
            return read == points ? document : document.add("nextFromMicros", from + read * width);
        }
    }

    private static final class Unwritten implements Record {
        @Override
        public void begin(Caller caller, String action, JsonObject fields) {
            // Whether it is written down is somebody else's test.
        }

        @Override
        public void end(Caller caller, String action, String outcome) {
            // As above.
        }
    }
}
