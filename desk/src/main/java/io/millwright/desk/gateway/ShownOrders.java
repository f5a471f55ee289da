package io.millwright.desk.gateway;

import com.eclipsesource.json.JsonObject;
import java.util.List;

/** A plan of orders for people: the parts that are ordered, the dearest first. */
final class ShownOrders {
    private ShownOrders() {}

    static void of(JsonObject document, int rows, Told told) {
        List<JsonObject> orders = Documents.items(document, "orders").stream()
                .filter(each -> each.getDouble("quantity", 0) > 0)
                .toList();
        told.line(Documents.number(document, "orders_total") + " orders of " + Documents.number(document, "parts")
                + " parts, worth " + Documents.number(document, "orders_value") + "; consumption is known up to "
                + Documents.text(document, "last_period"));
        Table table = new Table("PART", "QUANTITY", "COST", "LASTS PERIODS", "WHY");
        orders.stream()
                .limit(rows)
                .forEach(each -> table.line(
                        Documents.text(each, "part"),
                        Documents.number(each, "quantity"),
                        Documents.number(each, "value"),
                        Documents.number(each, "periods"),
                        why(each)));
        told.table(table, "nothing is to be ordered");
        ShownPlan.more(orders.size(), rows, "orders", told);
        long left = Documents.whole(document, "orders_left_out", 0);
        if (left > 0) {
            told.line(left + " orders of less value are not in the document");
        }
        long without = Documents.whole(document, "parts_without_history_total", 0);
        if (without > 0) {
            told.line(without + " parts have no history and are not planned");
        }
    }

    private static String why(JsonObject order) {
        return Documents.number(order, "on_hand") + " there, " + Documents.number(order, "on_order") + " on order, "
                + Documents.number(order, "expected") + " expected; filled up to " + Documents.number(order, "up_to")
                + " (" + Documents.text(order, "class") + ", " + Documents.text(order, "policy") + ")";
    }
}
