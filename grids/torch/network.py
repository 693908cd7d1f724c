"""Code shared by training and testing: images, network and score."""
import struct

import torch
from torch import nn
from torch.nn import functional


def read_mnist(directory, name, part, device):
    """Reads images (n × 1 × 28 × 28, from 0 to 1) and labels of an MNIST set from IDX files."""

    def read(path):
        data = bytearray(path.read_bytes())
        shape = struct.unpack_from(f">{data[3]}I", data, 4)
        return torch.frombuffer(data, dtype=torch.uint8, offset=4 + 4 * len(shape)).reshape(shape)[part]

    images = read(directory / f"{name}-images-idx3-ubyte")
    labels = read(directory / f"{name}-labels-idx1-ubyte")
    return images.unsqueeze(1).to(device, torch.float32) / 255, labels.to(device, torch.int64)


def build_network(channels):
    return nn.Sequential(
        *[nn.Conv2d(1, channels, 5, stride=2, padding=2), nn.ReLU()],
        *[nn.Conv2d(channels, 2 * channels, 5, stride=2, padding=2), nn.ReLU()],
        *[nn.Flatten(), nn.Linear(2 * channels * 7 * 7, 10)],
    )


@torch.no_grad()
def evaluate(network, images, labels):
    """Returns mean loss and accuracy."""
    logits = torch.cat([network(batch) for batch in images.split(1000)])
    loss = functional.cross_entropy(logits, labels).item()
    return {"loss": loss, "accuracy": (logits.argmax(1) == labels).float().mean().item()}
