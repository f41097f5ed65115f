using ClientApp;

return ClientProgram.Run(args);
