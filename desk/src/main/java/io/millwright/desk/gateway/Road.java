package io.millwright.desk.gateway;

import com.eclipsesource.json.JsonObject;
import java.util.Map;

/** The way to one gateway. Not thread-safe. */
interface Road extends AutoCloseable {
    /** Returns how the gateway is called. */
    String gateway();

    /**
     * Asks for a document.
     *
     * @param path resource and what lies below it, its parts as they are, by slash; a part has no slash
     */
    JsonObject get(String path, Map<String, String> parameters) throws GatewayTrouble;

    /** Has something done. */
    JsonObject run(String action, JsonObject body) throws GatewayTrouble;

    @Override
    void close();
}
