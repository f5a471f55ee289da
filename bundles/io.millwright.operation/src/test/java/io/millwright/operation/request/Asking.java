package io.millwright.operation.request;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.operation.OperationSettings;
import io.millwright.operation.resource.Catalogue;
import io.millwright.operation.resource.Permission;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.kura.cloudconnection.message.KuraMessage;
import org.eclipse.kura.message.KuraPayload;

/** The room as a cloud connection calls it, with switches and a clock of the test. */
final class Asking {
    final AtomicLong nanos = new AtomicLong();
    final Requests requests;
    volatile Permission allowed = Permission.READ;

    Asking(Catalogue catalogue) {
        requests = new Requests(catalogue, this::settings, nanos::get);
    }

    private OperationSettings settings() {
        OperationSettings standard = OperationSettings.STANDARD;
        return new OperationSettings(
                standard.page(),
                allowed,
                standard.metricsToken(),
                standard.historyBudgetBytes(),
                standard.historyDays(),
                standard.historyTags(),
                standard.auditBudgetBytes(),
                List.of());
    }

    record Answer(int code, JsonObject body) {
        String error(String member) {
            return body.get("error").asObject().get(member).asString();
        }
    }

    Answer ask(String verb, String path, Map<String, ?> metrics, String body) {
        return ask(
                verb, List.of(path.split("/")), metrics, body == null ? null : body.getBytes(StandardCharsets.UTF_8));
    }

    Answer ask(String verb, List<String> path, Map<String, ?> metrics, byte[] body) {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        return askAtOnce(verb, path, metrics, body);
    }

    Answer askAtOnce(String verb, List<String> path, Map<String, ?> metrics, byte[] body) {
        KuraPayload payload = new KuraPayload();
        new TreeMap<String, Object>(metrics).forEach(payload::addMetric);
        payload.addMetric("request.id", "1");
        if (!metrics.containsKey("requester.client.id")) {
            payload.addMetric("requester.client.id", "fleet");
        }
        payload.setBody(body);
        KuraMessage message = new KuraMessage(payload, Map.of("args", path));
        KuraMessage reply =
                switch (verb) {
                    case "GET" -> requests.doGet(null, message);
                    case "EXEC" -> requests.doExec(null, message);
                    case "PUT" -> requests.doPut(null, message);
                    case "POST" -> requests.doPost(null, message);
                    default -> requests.doDel(null, message);
                };
        return new Answer(
                (Integer) reply.getPayload().getMetric("response.code"),
                Json.parse(new String(reply.getPayload().getBody(), StandardCharsets.UTF_8))
                        .asObject());
    }
}
