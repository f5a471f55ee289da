package io.millwright.bench;

import io.millwright.gateway.Broker;
import java.io.IOException;
import java.nio.file.Path;

/** The broker of a benchmark: mosquitto where it is installed, else the embedded one, in this process. */
public final class BrokerProcess {
    private BrokerProcess() {}

    /** Ends with standard input or SIGTERM. */
    public static void main(String[] arguments) throws IOException {
        Broker broker = Broker.start(Path.of(arguments[0]));
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "broker-stop"));
        System.out.println("READY " + broker.url());
        while (System.in.read() >= 0) {
            // Nothing to obey: the end of standard input ends the broker.
        }
        System.exit(0);
    }
}
