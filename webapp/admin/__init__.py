"""What an administrator does under Admin: the organisation tree, and each organisation's tabs."""
