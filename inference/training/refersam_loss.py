"""The loss of ReferSAM: the mask and the coarse mask are compared at points, as those of ROS-SAM are."""

from __future__ import annotations

from torch import Tensor

from .point_losses import MaskLoss, PointChoice, ros_sam_loss

Points = tuple[Tensor | None, Tensor | None]


def refersam_losses(
    logits: Tensor,
    coarse_logits: Tensor,
    wanted: Tensor,
    choice: PointChoice | None = None,
    points: Points = (None, None),
) -> tuple[MaskLoss, MaskLoss]:
    """Returns the losses of the mask and of the coarse mask; training minimises the sum of their totals.

    Args:
        logits: Shape [N, 1, H, W].
        coarse_logits: Shape [N, 1, h, w].
        wanted: 0 or 1, shape [N, 1, H, W].
        choice: How points are chosen; as published when None.
        points: Of the mask and of the coarse mask; chosen at random where None.
    """
    # The object weighs as much as the background, unlike in ROS-SAM.
    main, coarse = (
        ros_sam_loss(predicted, wanted, choice, foreground_weight=1.0, points=chosen)
        for predicted, chosen in zip((logits, coarse_logits), points, strict=True)
    )
    return main, coarse
