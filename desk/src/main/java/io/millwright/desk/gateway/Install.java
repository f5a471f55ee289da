package io.millwright.desk.gateway;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonValue;
import com.eclipsesource.json.ParseException;
import io.millwright.desk.ExitCode;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarInputStream;
import java.util.jar.Manifest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Installs a package through Kura's own REST service, which only says that it has begun: what came of it is looked at. */
@Command(
        name = "install",
        description = {
            "Installs a package (FILE.dp) of a model on a gateway, and waits until it is there. Over HTTPS only;",
            "the user needs rest.deploy, too."
        })
public final class Install extends GatewayCommand {
    private static final String PACKAGES = "/services/deploy/v2/";

    @Parameters(paramLabel = "FILE.dp", description = "The package, as model package makes it.")
    private Path file;

    @Option(
            names = "--wait-ms",
            paramLabel = "MS",
            description = "How long the gateway may take: 1000 to 3600000. Otherwise 180000.")
    private int waitMillis = 180_000;

    @Override
    int ask(Road road, Told told) throws GatewayTrouble {
        if (!(road instanceof HttpsRoad https)) {
            throw new ParameterException(
                    command().commandLine(),
                    "a package goes over HTTPS; without it, have the gateway fetch it by DEPLOY-V2 of your cloud");
        }
        Manifest manifest = manifest();
        String name = manifest.getMainAttributes().getValue("DeploymentPackage-SymbolicName");
        String version = manifest.getMainAttributes().getValue("DeploymentPackage-Version");
        if (name == null || version == null) {
            throw GatewayTrouble.file(file + " is no deployment package", "make one by model package");
        }
        told.set("name", Json.value(name));
        told.set("version", Json.value(version));
        String boundary = "millwright-" + UUID.randomUUID();
        HttpResponse<String> answer =
                https.send("POST", PACKAGES + "_upload", body(boundary), "multipart/form-data; boundary=" + boundary);
        if (answer.statusCode() != 200) {
            throw GatewayTrouble.refused(
                    "",
                    road.gateway() + " does not take the package: code " + answer.statusCode() + " "
                            + answer.body().strip(),
                    "give the user rest.deploy, and look into the gateway's log");
        }
        told.line(name + " " + version + " is handed over; waiting until it is installed");
        long begun = System.nanoTime();
        long until = begun + TimeUnit.MILLISECONDS.toNanos(waitMillis);
        do {
            told.meanwhile(begun, "not there yet");
            if (there(https, name, version)) {
                told.say(name + " " + version + " is installed", "installed", Json.TRUE);
                return ExitCode.DONE;
            }
        } while (System.nanoTime() < until && Watch.waited(2_000));
        told.say(
                name + " " + version + " is not installed after " + waitMillis + " ms; look into the gateway's log",
                "installed",
                Json.FALSE);
        return ExitCode.FOUND;
    }

    private Manifest manifest() throws GatewayTrouble {
        try (JarInputStream in = new JarInputStream(Files.newInputStream(file))) {
            return in.getManifest() == null ? new Manifest(new ByteArrayInputStream(new byte[0])) : in.getManifest();
        } catch (IOException e) {
            throw GatewayTrouble.file(file + " cannot be read: " + HttpsRoad.reason(e), "");
        }
    }

    private BodyPublisher body(String boundary) throws GatewayTrouble {
        String head = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
                + file.getFileName().toString().replace("\"", "")
                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n";
        String tail = "\r\n--" + boundary + "--\r\n";
        try {
            return BodyPublishers.concat(
                    BodyPublishers.ofString(head, StandardCharsets.UTF_8),
                    BodyPublishers.ofFile(file),
                    BodyPublishers.ofString(tail, StandardCharsets.UTF_8));
        } catch (FileNotFoundException e) {
            throw GatewayTrouble.file(file + " cannot be read: " + HttpsRoad.reason(e), "");
        }
    }

    private static boolean there(HttpsRoad https, String name, String version) throws GatewayTrouble {
        HttpResponse<String> answer = https.send("GET", PACKAGES, BodyPublishers.noBody(), "");
        try {
            JsonArray packages = Json.parse(answer.body()).asArray();
            for (JsonValue each : packages) {
                if (name.equals(each.asObject().getString("name", ""))
                        && version.equals(each.asObject().getString("version", ""))) {
                    return true;
                }
            }
            return false;
        } catch (ParseException | UnsupportedOperationException e) {
            return false;
        }
    }
}
