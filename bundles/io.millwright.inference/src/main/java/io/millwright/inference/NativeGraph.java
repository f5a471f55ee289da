package io.millwright.inference;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.millwright.inference.worker.Graph;
import io.millwright.inference.worker.GraphNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What an open session takes and gives, as a worker tells it of its own. */
final class NativeGraph {
    private NativeGraph() {}

    static Graph of(OrtSession session) throws OrtException {
        return new Graph(nodes(session.getInputInfo()), nodes(session.getOutputInfo()));
    }

    private static List<GraphNode> nodes(Map<String, NodeInfo> nodes) {
        List<GraphNode> all = new ArrayList<>();
        nodes.forEach((name, node) -> all.add(
                node.getInfo() instanceof TensorInfo tensor
                        ? new GraphNode(name, "", tensor.onnxType.name(), tensor.getShape())
                        : new GraphNode(name, String.valueOf(node.getInfo()), "", new long[0])));
        return all;
    }
}
