package io.millwright.gateway.kura.cloud;

import java.io.IOException;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.cloudconnection.message.KuraMessage;
import org.eclipse.kura.cloudconnection.request.RequestHandler;
import org.eclipse.kura.cloudconnection.request.RequestHandlerContext;
import org.eclipse.kura.cloudconnection.request.RequestHandlerContextConstants;
import org.eclipse.kura.cloudconnection.request.RequestHandlerMessageConstants;
import org.eclipse.kura.message.KuraPayload;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests of the cloud, two at a time: verb and resource from the topic, the reply's code from the handler or from what it threw, the
 * reply to whoever names itself in the request. A message without request id or requester is not answered.
 */
final class ControlMessages {
    private static final Logger LOGGER = LoggerFactory.getLogger(ControlMessages.class);

    private static final String REPLY = "REPLY";
    private static final String REQUEST_ID = "request.id";
    private static final String REQUESTER = "requester.client.id";
    private static final String CODE = "response.code";
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int FAILED = 500;
    private static final int REPLY_PRIORITY = 1;
    private static final long STOP_LIMIT_MILLIS = 5_000;

    private final CloudEndpoint endpoint;
    private final Map<String, RequestHandler> handlers = new ConcurrentHashMap<>();
    private final ExecutorService pool =
            Executors.newFixedThreadPool(2, task -> new Thread(task, "CloudEndpoint:Callback"));

    ControlMessages(CloudEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    void add(String application, RequestHandler handler) {
        handlers.put(application, handler);
    }

    void remove(String application) {
        handlers.remove(application);
    }

    void close() {
        pool.shutdown();
        try {
            pool.awaitTermination(STOP_LIMIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** {@code topic} begins with the application. */
    void arrived(String topic, byte[] bytes) {
        String[] parts = topic.split("/", 2);
        RequestHandler handler = handlers.get(parts[0]);
        if (handler == null || parts.length < 2 || parts[1].startsWith(REPLY) || pool.isShutdown()) {
            return;
        }
        pool.execute(() -> {
            try {
                answer(handler, parts[0], parts[1], PayloadReader.read(bytes));
            } catch (IOException | KuraException e) {
                LOGGER.error("No answer to a request on {}: {}", topic, e.getMessage());
            }
        });
    }

    private void answer(RequestHandler handler, String application, String topic, KuraPayload payload)
            throws KuraException {
        Object id = payload.getMetric(REQUEST_ID);
        Object requester = payload.getMetric(REQUESTER);
        if (!(id instanceof String) || !(requester instanceof String)) {
            // Kura ends the task with an exception that nobody sees.
            return;
        }
        KuraPayload reply = handled(handler, topic, payload);
        reply.setTimestamp(new Date());
        endpoint.publish(
                endpoint.replyTopic((String) requester, application, REPLY + "/" + id),
                endpoint.encode(reply),
                0,
                false,
                REPLY_PRIORITY);
    }

    private KuraPayload handled(RequestHandler handler, String topic, KuraPayload payload) {
        try {
            return dispatched(handler, topic, payload).getPayload();
        } catch (IllegalArgumentException e) {
            LOGGER.error("Bad request topic: {}", topic);
            return coded(BAD_REQUEST);
        } catch (KuraException e) {
            LOGGER.error("Error handling request topic: {}", topic, e);
            KuraPayload reply = coded(
                    e.getCode() == KuraErrorCode.BAD_REQUEST
                            ? BAD_REQUEST
                            : e.getCode() == KuraErrorCode.NOT_FOUND ? NOT_FOUND : FAILED);
            reply.addMetric("response.exception.message", e.getMessage());
            return reply;
        } catch (RuntimeException e) {
            LOGGER.error("Unexpected failure handling response", e);
            return coded(FAILED);
        }
    }

    private KuraMessage dispatched(RequestHandler handler, String topic, KuraPayload payload) throws KuraException {
        List<String> parts = List.of(topic.split("/"));
        KuraMessage request = new KuraMessage(
                payload,
                Map.of(
                        RequestHandlerMessageConstants.ARGS_KEY.value(),
                        parts.subList(Math.min(1, parts.size()), parts.size())));
        RequestHandlerContext context = new RequestHandlerContext(
                null, Map.of(RequestHandlerContextConstants.DEVICE_ID.name(), endpoint.controlPrefix()));
        return switch (parts.isEmpty() ? "" : parts.get(0)) {
            case "GET" -> handler.doGet(context, request);
            case "PUT" -> handler.doPut(context, request);
            case "POST" -> handler.doPost(context, request);
            case "DEL" -> handler.doDel(context, request);
            case "EXEC" -> handler.doExec(context, request);
            default -> {
                LOGGER.error("Bad request topic: {}", topic);
                yield new KuraMessage(coded(BAD_REQUEST));
            }
        };
    }

    private static KuraPayload coded(int code) {
        KuraPayload payload = new KuraPayload();
        payload.addMetric(CODE, code);
        return payload;
    }
}
